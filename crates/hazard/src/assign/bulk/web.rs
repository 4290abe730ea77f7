//! From the list of what is to be assigned: the form, what it would do, and what it did. One address; its step says which.
//! The ids travel in the form, so that two hundred fit and none stands in an address.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use kernel::{Ctx, Error, Identity as _, Instant, Lang, OrganisationId, PersonId, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use obligation::Owner;
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::{Line, Order, preview, run};
use crate::assign::web::{demand, demanded, organisation, person};
use crate::model::{Demand, HazardId};
use crate::query::{self, WholeRow};
use crate::report::web::deadline;
use crate::web::{Names, grade_tag};
use crate::words::{assign as one, bulk as w, detail, list};

pub const PATH: &str = "/hazards/assignments";
/// Where they are chosen.
pub const CHOOSE: &str = "/hazards?view=open&status=to_assign&choose=1";

const FIELDS: [&str; 6] = ["owner", "owner_person", "demand", "due", "checker", "note"];

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let parsed = db.read(move |r| Ok(parse(r, &asked, &typed))).await?;
    let step = values.get("step");
    let told = match (step, parsed) {
        ("preview", Ok(order)) => {
            let asked = Arc::clone(&ctx);
            db.read(move |r| preview(r, &asked, &order)).await
        }
        ("record", Ok(order)) => db.write("hazard.assign many", &ctx, move |tx, ctx| run(tx, ctx, &order)).await,
        (_, Err(error)) if !step.is_empty() => Err(error),
        _ => {
            let none = [Problem::at("hazards", "choose from 1 to 200 hazards")];
            let problems = if chosen(&values).is_empty() { none.as_slice() } else { &[] };
            return asked_for(&db, &ctx, &screen, &values, problems).await;
        }
    };
    match told {
        Ok(lines) => {
            let shown = Told::fetch(&db, &ctx, lines).await?;
            Ok(shown.page(&screen, &values, step == "record"))
        }
        Err(Error::Invalid(problems)) => asked_for(&db, &ctx, &screen, &values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

/// What was typed and not understood, all problems at once.
fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Order, Error> {
    let mut text = Text::new();
    let owner = organisation(r, ctx, "owner", values, &mut text)?;
    let checker = match values.get("checker").trim() {
        "" => None,
        _ => organisation(r, ctx, "checker", values, &mut text)?,
    };
    let person = match owner {
        Some(owner) => person(r, ctx, owner, "owner_person", values, &mut text)?,
        None => None,
    };
    let demand = demanded(values, &mut text);
    let due = text.read_optional("due", values.get("due"), "write the day as 2026-06-18", deadline);
    if due.is_some_and(|due| due <= ctx.now) {
        text.problem("due", "the deadline lies in the past", values.get("due"));
    }
    let note = text.optional("note", values.get("note"), 500);
    let hazards = chosen(values);
    if hazards.is_empty() {
        text.add(Problem::at("hazards", "choose from 1 to 200 hazards"));
    }
    text.finish()?;
    let organisation = owner.ok_or_else(|| Error::internal("a field without a value and without a problem"))?;
    Ok(Order { hazards, owner: Owner { organisation, person }, checker, demand, due, note })
}

fn chosen(values: &Values) -> Vec<HazardId> {
    values.all("id").filter_map(HazardId::parse).collect()
}

/// Which hazards is no field here: it was chosen on the page before.
fn labels(lang: Lang) -> [(&'static str, &'static str); 6] {
    [
        ("owner", one::owner(lang)),
        ("owner_person", one::owner_person(lang)),
        ("demand", one::demand(lang)),
        ("due", one::due(lang)),
        ("checker", one::checker(lang)),
        ("note", one::note(lang)),
    ]
}

fn crumbs(lang: Lang) -> [Crumb; 3] {
    [Crumb::here(detail::section(lang)), Crumb::link(detail::list(lang), "/hazards"), Crumb::here(w::title(lang))]
}

/// The form, over the hazards it is about.
async fn asked_for(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, values: &Values, problems: &[Problem]) -> Reply<Response> {
    let lang = screen.lang();
    let ids = chosen(values);
    let lines = ids.iter().map(|id| Line { hazard: *id, checker: None, refused: None }).collect();
    let shown = Told::fetch(db, ctx, lines).await?;
    let field = |name, label, hint| FieldSpec::new(name, label).hint(hint);
    let suggestions = "/organisations/suggestions";
    let fields = html! {
        (carried(values, &["id"]))
        (form::text_suggested(&field("owner", one::owner(lang), one::owner_hint(lang)).required(), suggestions, &[], values, problems, lang))
        (form::text(&field("owner_person", one::owner_person(lang), one::owner_person_hint(lang)), values, problems, lang))
        (demand(lang, values, problems))
        (form::date(&field("due", one::due(lang), one::due_hint(lang)), values, problems, lang))
        (form::text_suggested(&field("checker", one::checker(lang), w::checker_hint(lang)), suggestions, &[], values, problems, lang))
        (form::text_area(&FieldSpec::new("note", one::note(lang)), 2, values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then_preview(lang)) } }, html! {
            (parts::link_button(crate::words::act::cancel(lang), CHOOSE)) (parts::submit_as(w::preview(lang), "step", "preview"))
        }))
    };
    let body = html! {
        (form::error_summary(lang, problems, &labels(lang)))
        (parts::head(w::title(lang), html! {}, html! {}))
        section.card { (form::form(screen, PATH, fields)) }
        div.gap-top { (parts::card(w::hazards(lang), Some(ids.len() as u64), None, shown.table(lang, false))) }
    };
    let title = w::title(lang);
    Ok(if problems.is_empty() {
        screen.page(title, &crumbs(lang), body)
    } else {
        screen.invalid(title, &crumbs(lang), body)
    })
}

/// What was typed before, on its way to the next step.
fn carried(values: &Values, names: &[&str]) -> Markup {
    html! { @for name in names { @for value in values.all(name) { (form::hidden(name, value)) } } }
}

/// Lines with what their hazards are.
struct Told {
    lines: Vec<Line>,
    rows: HashMap<HazardId, WholeRow>,
    names: Names,
    now: Instant,
}

impl Told {
    async fn fetch(db: &Db, ctx: &Arc<Ctx>, lines: Vec<Line>) -> Reply<Told> {
        let asked = Arc::clone(ctx);
        let told = db
            .read(move |r| {
                let mut rows = HashMap::new();
                for line in lines.iter().take(super::MOST) {
                    if let Some(row) = query::one(r, &asked, line.hazard)? {
                        rows.insert(line.hazard, row);
                    }
                }
                let checkers: Vec<_> = lines.iter().filter_map(|line| line.checker).collect();
                let names = Names::fetch(r, &asked, &[], &checkers)?;
                Ok(Told { lines, rows, names, now: asked.now })
            })
            .await?;
        Ok(told)
    }

    fn table(&self, lang: Lang, told: bool) -> Markup {
        let row = |line: &Line| {
            let it = self.rows.get(&line.hazard).map(|it| &it.row);
            html! { tr {
                td.nowrap { @match it {
                    Some(it) => a href=(format!("/hazards/{}", it.id)) { (it.number) },
                    None => (parts::dash()),
                } }
                td { span.wrap { (it.and_then(|it| it.title.as_str()).unwrap_or("--")) } }
                td { @if let Some(it) = it { (grade_tag(lang, it.grade)) } }
                @if told {
                    td data-label=(one::checker(lang)) { (parts::or_dash(Some(self.names.organisation(line.checker)).filter(|it| !it.is_empty()))) }
                    td data-label=(w::outcome(lang)) { (outcome(lang, line, it.and_then(|it| it.due), self.now)) }
                }
            } }
        };
        html! { table.tb.is-cards {
            thead { tr {
                th scope="col" { (list::number(lang)) } th scope="col" { (list::hazard(lang)) } th scope="col" { (list::grade(lang)) }
                @if told { th scope="col" { (one::checker(lang)) } th scope="col" { (w::outcome(lang)) } }
            } }
            tbody { @for line in &self.lines { (row(line)) } }
        } }
    }

    fn page(&self, screen: &Screen, values: &Values, recorded: bool) -> Response {
        let lang = screen.lang();
        let refused = self.lines.iter().filter(|line| line.refused.is_some()).count();
        let done = self.lines.len() - refused;
        let summary = if recorded { w::did(lang, done, refused) } else { w::would(lang, done, refused) };
        let owner = values.get("owner");
        let due = values.get("due").trim();
        let said = html! {
            (w::to(lang)) " " b { (owner) } @if !values.get("owner_person").is_empty() { " · " (values.get("owner_person")) }
            " · " (one::due(lang)) " " @if due.is_empty() { (one::due_hint(lang)) } @else { (due) }
        };
        let body = html! {
            (parts::head(if recorded { w::result(lang) } else { w::preview_title(lang) }, html! {}, html! {}))
            p role="status" { b { (summary) } " " span.muted { (said) } }
            (parts::card(w::hazards(lang), Some(self.lines.len() as u64), None, self.table(lang, true)))
            @if recorded {
                (parts::actions(lang, html! {}, html! { (parts::link_button(w::more(lang), CHOOSE)) (parts::primary_link(detail::list(lang), "/hazards")) }))
            } @else {
                form method="post" action=(PATH) {
                    (form::hidden(page::REQUEST_KEY, &screen.shell().request_key))
                    (carried(values, &["id"])) (carried(values, &FIELDS))
                    (parts::actions(lang, html! { span.muted.small { (w::then_record(lang)) } }, html! {
                        button.btn type="submit" name="step" value="" { (w::back(lang)) }
                        @if done > 0 { (parts::submit_as(w::record(lang), "step", "record")) }
                    }))
                }
            }
        };
        screen.page(w::title(lang), &crumbs(lang), body)
    }
}

fn outcome(lang: Lang, line: &Line, due: Option<Instant>, now: Instant) -> Markup {
    match &line.refused {
        Some(why) => html! { (parts::bad_tag(w::refused(lang))) " " span.wrap { (page::error_text(lang, why)) } },
        None => {
            html! { (parts::ticked(w::done(lang))) @if let Some(due) = due { div { (parts::due(lang, due, now, false)) } } }
        }
    }
}

/// One order for many hazards.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentsBody {
    /// At most 200.
    #[schema(value_type = Vec<String>)]
    hazards: Vec<HazardId>,
    #[schema(value_type = String)]
    owner_organisation: OrganisationId,
    #[schema(value_type = Option<String>)]
    owner_person: Option<PersonId>,
    /// Without one, the department that answers for each subject.
    #[schema(value_type = Option<String>)]
    checker_organisation: Option<OrganisationId>,
    /// `by_deadline` (default) or `at_once`
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    demand: Demand,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    note: Option<String>,
    /// Only tell what would become of each.
    #[serde(default)]
    preview: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AssignmentLine {
    #[schema(value_type = String)]
    hazard: HazardId,
    assigned: bool,
    /// Why not.
    refused: Option<String>,
    #[schema(value_type = Option<String>)]
    checker_organisation: Option<OrganisationId>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AssignmentLines {
    /// Nothing was done.
    preview: bool,
    hazards: Vec<AssignmentLine>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<AssignmentsBody>,
) -> Reply<Json<AssignmentLines>> {
    let order = Order {
        hazards: body.hazards,
        owner: Owner { organisation: body.owner_organisation, person: body.owner_person },
        checker: body.checker_organisation,
        demand: body.demand,
        due: body.due,
        note: body.note,
    };
    let lines = if body.preview {
        let asked = Arc::clone(&ctx);
        db.read(move |r| preview(r, &asked, &order)).await?
    } else {
        db.write("hazard.assign many by program", &ctx, move |tx, ctx| run(tx, ctx, &order)).await?
    };
    let line = |it: Line| AssignmentLine {
        hazard: it.hazard,
        assigned: !body.preview && it.refused.is_none(),
        refused: it.refused,
        checker_organisation: it.checker,
    };
    Ok(Json(AssignmentLines { preview: body.preview, hazards: lines.into_iter().map(line).collect() }))
}

pub fn doc() -> Doc {
    Doc::new("Assign up to 200 hazards to one owner with one deadline; each by its own rule, with why it was not")
        .body::<AssignmentsBody>()
        .returns::<AssignmentLines>()
}

//! What stands around every page: district, visitor, menu with counts, who is on duty, the head of the ledger.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use kernel::{Act, Ctx, District, Error, Instant, Lang, Span};
use ledger::Reader;
use page::{MenuItem, Shell, TextSize, Values, VisitorName};

use crate::gate::{Gate, fresh_key};
use crate::sign_in::session::{self, Session};
use crate::words::{menu as w, role};

const LANG_COOKIE: &str = "anlan_lang";
const SIZE_COOKIE: &str = "anlan_size";
const A_YEAR_S: i64 = 31_536_000;

/// Language and size of type: asked for in the address, else remembered, else the browser's.
pub fn preferences(request: &Request) -> (Lang, TextSize) {
    let query = Values::from_query(request.uri().query().unwrap_or_default());
    let headers = request.headers();
    let asked = |parameter: &str, cookie: &str| {
        let remembered = session::cookie(headers, cookie).unwrap_or_default();
        match query.get(parameter) {
            "" => remembered.to_owned(),
            asked => asked.to_owned(),
        }
    };
    let lang = Lang::from_word(&asked(page::shell::LANG_PARAMETER, LANG_COOKIE));
    let size = TextSize::from_word(&asked(page::shell::SIZE_PARAMETER, SIZE_COOKIE));
    (lang.unwrap_or_else(|| accepted(headers)), size.unwrap_or(TextSize::Normal))
}

fn accepted(headers: &HeaderMap) -> Lang {
    crate::sign_in::language_of(headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()))
}

/// Remembers what the address asked for.
pub fn remember(query: &str, response: &mut Response) {
    let query = Values::from_query(query);
    let kept = [
        (LANG_COOKIE, Lang::from_word(query.get(page::shell::LANG_PARAMETER)).map(Lang::word)),
        (SIZE_COOKIE, TextSize::from_word(query.get(page::shell::SIZE_PARAMETER)).map(TextSize::word)),
    ];
    for (name, value) in kept {
        let Some(value) = value else { continue };
        let cookie = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={A_YEAR_S}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

pub fn shell(
    r: &Reader<'_>,
    gate: &Gate,
    ctx: &Ctx,
    session: Option<&Session>,
    size: TextSize,
    here: String,
) -> Result<Shell, Error> {
    let lang = ctx.lang;
    let mut shell = Shell {
        district_name: gate.district_name.to_string(),
        lang,
        size,
        visitor: None,
        leader_on_duty: None,
        duty_officer: None,
        menu: Vec::new(),
        inbox: 0,
        inbox_late: 0,
        now: ctx.now,
        sample: gate.sample,
        exercise: false,
        as_of: gate.past,
        replay: gate.replay_until.map(|until| page::shell::Replay { pace: gate.clock.pace(), until }),
        here,
        head: None,
        request_key: fresh_key()?,
        // Counted down in the visitor's own seconds.
        session_ends: session.map(|it| ctx.now + Span::seconds(it.ends().since(ctx.now).as_seconds() / it.pace)),
        version: env!("CARGO_PKG_VERSION"),
    };
    if session.is_none() {
        return Ok(shell);
    }
    let owed = obligation::query::counts(r, ctx)?.i_owe;
    let on_duty = registry::query::on_duty(r, ctx, ctx.now)?;
    shell.visitor = visitor(r, ctx)?;
    shell.leader_on_duty = on_duty.leader.map(|(_, name)| name);
    shell.duty_officer = on_duty.officer.map(|(_, name)| name);
    shell.inbox = owed.open.unsigned_abs();
    shell.inbox_late = owed.late.unsigned_abs();
    shell.menu = menu(ctx, shell.inbox);
    shell.head = Some(head(r, ctx.district, lang)?);
    Ok(shell)
}

fn visitor(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<VisitorName>, Error> {
    let Some(person) = ctx.person() else { return Ok(None) };
    let name = registry::query::person_names(r, ctx, &[person])?.remove(&person).unwrap_or_default();
    let Some(membership) = ctx.acting.iter().find(|m| m.is_active(ctx.now)) else {
        return Ok(Some(VisitorName { name, ..VisitorName::default() }));
    };
    let organisation = registry::query::organisation_names(r, ctx, &[membership.organisation])?
        .remove(&membership.organisation)
        .unwrap_or_default();
    let role = role::of(ctx.lang, membership.role.word()).to_owned();
    Ok(Some(VisitorName { name, organisation, role }))
}

fn head(r: &Reader<'_>, district: District, lang: Lang) -> Result<String, Error> {
    let (count, last) = r.head(district)?;
    let at = last.map_or_else(|| "--".to_owned(), Instant::to_minute);
    Ok(w::head(lang, page::format::count(count), at))
}

/// Label, address, the act it needs, whether it stands under the one before.
type Entry = (&'static str, &'static str, Option<&'static str>, bool);

/// What is done every day.
fn work(lang: Lang) -> Vec<Entry> {
    vec![
        (w::desk(lang), "/", None, false),
        (w::inbox(lang), "/obligations", Some("obligation.list"), true),
        (w::hazards(lang), "/hazards", Some("hazard.list"), false),
        (w::hazard_list(lang), "/hazards", Some("hazard.list"), true),
        (w::transfers(lang), "/transfers", Some("transfer.list"), true),
        (w::public_reports(lang), "/public-reports", Some("public_report.list"), true),
        (w::hazard_new(lang), "/hazards/new", Some("hazard.report"), true),
        (w::risks(lang), "/risks", Some("risk.list"), true),
        (w::risk_map(lang), "/risks/map", Some("risk.list"), true),
        (w::coverage(lang), "/coverage", Some("coverage.view"), true),
        (w::checks(lang), "/checks", Some("check.list"), true),
        (w::listings(lang), "/listings", Some("listing.view"), true),
        (w::stop_orders(lang), "/stop-orders", Some("stop.view"), true),
        (w::documents(lang), "/documents", Some("hazard.list"), true),
        (w::would_be_major(lang), "/hazards/would-be-major", Some("hazard.list"), true),
        (w::letters(lang), "/letters", Some("follow_up.view"), true),
        (w::accountability(lang), "/accountability", Some("accountability.view"), true),
        (w::import(lang), "/imports", Some("import.use"), true),
        (w::reuse(lang), "/evidence/reuse", Some("evidence.reuse"), true),
        (w::returned(lang), "/exports/returned", Some("export.merge"), true),
        (w::statistics(lang), "/statistics/hazards", Some("hazard.statistics"), false),
        (w::hazard_statistics(lang), "/statistics/hazards", Some("hazard.statistics"), true),
        (w::zeroing(lang), "/zeroing", Some("hazard.statistics"), true),
        (w::recurrence(lang), "/recurrence", Some("hazard.statistics"), true),
        (w::leader(lang), "/leader", Some("briefing.view"), true),
        (w::briefing(lang), "/briefing", Some("briefing.view"), true),
        (w::burden(lang), "/burden", Some("burden.view"), true),
        (w::issued_briefings(lang), "/issued-briefings", Some("issued_briefing.view"), true),
        (w::tables(lang), "/tables", Some("table.view"), true),
        (w::issued_tables(lang), "/issued-tables", Some("issued_table.view"), true),
        (w::changes(lang), "/hazards/changes", Some("hazard.list"), true),
        (w::incidents(lang), "/incidents", Some("incident.view"), false),
        (w::incident_statistics(lang), "/statistics/incidents", Some("incident.statistics"), true),
        (w::incident_new(lang), "/incidents/new", Some("incident.register"), true),
        (w::investigations(lang), "/investigations", Some("investigation.view"), true),
        (w::enterprises(lang), "/enterprises", Some("enterprise.list"), false),
        (w::enterprise(lang), "/enterprise", Some("enterprise.own"), false),
        (w::standardisations(lang), "/standardisations", Some("standardisation.view"), true),
        (w::credit(lang), "/credit-records", Some("credit.view"), true),
        (w::trainings(lang), "/trainings", Some("training.view"), true),
        (w::disasters(lang), "/disasters", Some("disaster.view"), false),
        (w::disaster_list(lang), "/disasters", Some("disaster.view"), true),
        (w::loss_sheets(lang), "/loss-sheets", Some("loss_sheet.view"), true),
        (w::disaster_victims(lang), "/disaster-victims", Some("disaster_victim.view"), true),
        (w::campaigns(lang), "/campaigns", Some("campaign.view"), false),
        (w::campaign_list(lang), "/campaigns", Some("campaign.view"), true),
        (w::tasks(lang), "/tasks", Some("task.view"), true),
        (w::directives(lang), "/directives", Some("directive.view"), true),
        (w::meetings(lang), "/meetings", Some("meeting.view"), false),
        (w::meeting_list(lang), "/meetings", Some("meeting.view"), true),
        (w::resolutions(lang), "/resolutions", Some("resolution.view"), true),
        (w::meeting_calendar(lang), "/meeting-calendar", Some("meeting_period.view"), true),
        (w::meeting_materials(lang), "/meeting-materials", Some("meeting.view"), true),
        (w::oversight(lang), "/oversight-schemes", Some("oversight.view"), false),
        (w::oversight_schemes(lang), "/oversight-schemes", Some("oversight.view"), true),
        (w::oversight_examinations(lang), "/oversight-examinations", Some("oversight.view"), true),
        (w::oversight_problems(lang), "/oversight-problems", Some("oversight_problem.view"), true),
    ]
}

/// What is measured, and when and where more care is asked for.
fn watching(lang: Lang) -> Vec<Entry> {
    vec![
        (w::monitoring(lang), "/conditions", Some("condition.view"), false),
        (w::conditions(lang), "/conditions", Some("condition.view"), true),
        (w::device_map(lang), "/devices/map", Some("device.view"), true),
        (w::devices(lang), "/devices", Some("device.view"), true),
        (w::completeness(lang), "/devices/completeness", Some("device.view"), true),
        (w::catchments(lang), "/catchments", Some("catchment.view"), true),
        (w::signal_rules(lang), "/signal-rules", Some("signal_rule.view"), true),
        (w::device_tokens(lang), "/device-tokens", Some("device.token"), true),
        (w::refused_readings(lang), "/refused-readings", Some("device.token"), true),
        (w::readings_archive(lang), "/readings-archive", Some("device.token"), true),
        (w::forest_fires(lang), "/fire-danger", Some("fire_danger.view"), false),
        (w::fire_danger(lang), "/fire-danger", Some("fire_danger.view"), true),
        (w::fire_spots(lang), "/fire-spots", Some("fire_spot.view"), true),
        (w::fire_spot_map(lang), "/fire-spots/map", Some("fire_spot.view"), true),
        (w::heat_sources(lang), "/heat-sources", Some("fire_spot.view"), true),
        (w::earthquakes(lang), "/earthquakes", Some("earthquake.view"), false),
        (w::earthquake_list(lang), "/earthquakes", Some("earthquake.view"), true),
        (w::earthquake_map(lang), "/earthquakes/map", Some("earthquake.view"), true),
        (w::earthquake_statistics(lang), "/statistics/earthquakes", Some("earthquake.view"), true),
        (w::earthquake_settings(lang), "/earthquake-settings", Some("earthquake.set"), true),
        (w::season(lang), "/season", Some("season.view"), false),
        (w::special_periods(lang), "/special-periods", Some("special_period.view"), false),
        (w::special_period_list(lang), "/special-periods", Some("special_period.view"), true),
        (w::special_duties(lang), "/special-duties", Some("special_duty.view"), true),
        (w::mass_events(lang), "/mass-events", Some("mass_event.view"), true),
        (w::attention_lists(lang), "/attention-lists", Some("attention_list.view"), false),
        (w::attention_list_all(lang), "/attention-lists", Some("attention_list.view"), true),
        (w::attention_entries(lang), "/attention-entries", Some("attention_entry.view"), true),
        (w::attention_criteria(lang), "/attention-criteria", Some("attention_criteria.view"), true),
    ]
}

/// Registers, rules, and what keeps the system itself.
fn keeping(lang: Lang) -> Vec<Entry> {
    vec![
        (w::registers(lang), "/subjects", Some("subject.view"), false),
        (w::subjects(lang), "/subjects", Some("subject.view"), true),
        (w::organisations(lang), "/organisations", Some("organisation.view"), true),
        (w::people(lang), "/people", Some("person.view"), true),
        (w::divisions(lang), "/divisions", Some("division.view"), true),
        (w::responsibilities(lang), "/responsibilities", Some("responsibility.view"), false),
        (w::shifts(lang), "/shifts", Some("shift.view"), false),
        (w::deadline_rules(lang), "/deadline-rules", Some("deadline_rule.view"), false),
        (w::calendar(lang), "/calendar", Some("calendar.view"), true),
        (w::risk_schemes(lang), "/risk-schemes", Some("risk_scheme.view"), true),
        (w::frequencies(lang), "/inspection-frequencies", Some("inspection_frequency.view"), true),
        (w::recurrence_rules(lang), "/recurrence-rules", Some("recurrence_rule.view"), true),
        (w::criteria(lang), "/criteria", Some("criteria.view"), true),
        (w::evidence_rules(lang), "/evidence-rules", Some("evidence_rule.view"), true),
        (w::accounts(lang), "/accounts", Some("account.manage"), false),
        (w::ledger(lang), "/ledger", Some("ledger.view"), false),
        (w::complaints(lang), "/complaints", Some("complaint.list"), false),
    ]
}

/// The menu holds only what the visitor may open.
fn menu(ctx: &Ctx, inbox: u64) -> Vec<MenuItem> {
    let may = |act: Option<&'static str>| act.is_none_or(|act| ctx.may(Act(act)));
    work(ctx.lang)
        .into_iter()
        .chain(watching(ctx.lang))
        .chain(keeping(ctx.lang))
        .filter(|(_, _, act, _)| may(*act))
        .map(|(label, href, act, sub)| MenuItem {
            label: label.to_owned(),
            href: href.to_owned(),
            count: (act == Some("obligation.list") && inbox > 0).then_some(inbox),
            sub,
        })
        .collect()
}

//! Every enterprise with what stands of it, and the filters of their list.
//!
//! The registers are read whole within the scope and joined here: none of them knows the others, and a county has some
//! thousands of enterprises.

use kernel::{Act, Ctx, Day, Division, Error, OrganisationId, words};
use ledger::Reader;
use page::Values;
use registry::OrganisationKind;
use registry::query::{Organisation, OrganisationFilter};

use crate::credit_record::query::Standing;
use crate::standardisation::{Grade, Standardisation, State};
use crate::{credit_record, standardisation, training};

words! {
    /// How the grade stands; silence is a state.
    pub enum Graded {
        InForce = "in_force",
        Expiring = "expiring",
        Expired = "expired",
        None = "none",
    }
}

words! {
    pub enum Credit {
        Bad = "bad",
        Good = "good",
    }
}

words! {
    pub enum Trained {
        ThisYear = "this_year",
        /// Nothing was entered this year.
        Silent = "silent",
    }
}

words! {
    pub enum Order {
        Place = "place",
        /// Soonest to end first; without a grade before all.
        ValidTo = "valid_to",
        /// The longest without a training first.
        Training = "training",
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub organisation: OrganisationId,
    pub version: i64,
    pub name: String,
    pub division: Division,
    pub grade: Option<Standardisation>,
    pub graded: Graded,
    pub credit: Standing,
    pub last_training: Option<Day>,
    pub trained: Trained,
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub township: Option<Division>,
    pub grade: Option<Grade>,
    pub graded: Option<Graded>,
    pub credit: Option<Credit>,
    pub trained: Option<Trained>,
    pub text: String,
    pub order: Option<Order>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            township: query.reads("township"),
            grade: query.word("grade", Grade::from_word),
            graded: query.word("state", Graded::from_word),
            credit: query.word("credit", Credit::from_word),
            trained: query.word("training", Trained::from_word),
            text: query.get("q").trim().to_owned(),
            order: query.word("order", Order::from_word),
        }
    }

    fn fits(&self, it: &Line) -> bool {
        let credit = match self.credit {
            Some(Credit::Bad) => it.credit.bad > 0,
            Some(Credit::Good) => it.credit.good > 0,
            None => true,
        };
        self.grade.is_none_or(|grade| it.grade.as_ref().is_some_and(|it| it.grade == grade))
            && self.graded.is_none_or(|graded| it.graded == graded)
            && self.trained.is_none_or(|trained| it.trained == trained)
            && credit
    }
}

fn doing(ctx: &Ctx, act: &'static str) -> Ctx {
    Ctx { scope: ctx.scope_of(Act(act)), ..ctx.clone() }
}

/// Every line of the list in its order; each register as far as the visitor may see it.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Error> {
    let of = OrganisationFilter {
        division: filter.township,
        kind: Some(OrganisationKind::Enterprise),
        text: filter.text.clone(),
        ..OrganisationFilter::default()
    };
    let units = registry::query::every_organisation(r, ctx, &of)?;
    let ahead = standardisation::query::ahead(r, ctx)?;
    let mut grades = standardisation::query::best(r, &doing(ctx, "standardisation.view"))?;
    let credit = credit_record::query::standing(r, &doing(ctx, "credit.view"))?;
    let trained = training::query::last(r, &doing(ctx, "training.view"))?;
    let today = ctx.now.day();
    let line = |unit: Organisation| {
        let grade = grades.remove(&unit.id);
        let last_training = trained.get(&unit.id).copied();
        Line {
            graded: graded(grade.as_ref(), today, ahead),
            credit: credit.get(&unit.id).copied().unwrap_or_default(),
            trained: trained_in(last_training, today),
            organisation: unit.id,
            version: unit.version,
            name: unit.name,
            division: unit.division,
            grade,
            last_training,
        }
    };
    let mut lines: Vec<Line> = units.into_iter().map(line).filter(|it| filter.fits(it)).collect();
    match filter.order.unwrap_or(Order::Place) {
        Order::Place => {}
        Order::ValidTo => lines.sort_by_key(|it| it.grade.as_ref().map(|it| it.valid_to)),
        Order::Training => lines.sort_by_key(|it| it.last_training),
    }
    Ok(lines)
}

fn graded(grade: Option<&Standardisation>, today: Day, ahead: Option<i64>) -> Graded {
    match grade.map(|it| it.state(today, ahead)) {
        Some(State::InForce) => Graded::InForce,
        Some(State::Expiring) => Graded::Expiring,
        Some(State::Expired) => Graded::Expired,
        Some(State::Replaced | State::Revoked) | None => Graded::None,
    }
}

fn trained_in(last: Option<Day>, today: Day) -> Trained {
    if last.is_some_and(|day| day.year() == today.year()) { Trained::ThisYear } else { Trained::Silent }
}

//! A scheme and an assessment, for the tests of this crate and of those above it.

use kernel::{Instant, Span};
use ledger::testing::TestDb;
use obligation::Owner;
use registry::SubjectId;

use super::assessment::{About, Assess, Colour, Control, MeasureKind};
use super::frequency::{self, InspectionFrequencyId, Party, Period, SetFrequency, Unit};
use super::grade::Factors;
use super::scheme::{self, Edition, Method, RiskSchemeId, SetScheme};

/// LEC from today on.
pub fn scheme(t: &TestDb) -> RiskSchemeId {
    let set = t.db.write_blocking("scheme", &t.rule(), |tx, ctx| {
        let cmd = SetScheme {
            edition: Edition::LecUpward,
            direct_red: vec!["构成重大危险源".into()],
            reason: "全县统一按上限归入高一级".into(),
            source: "望安委〔2026〕12 号".into(),
            from: ctx.now.day(),
            to: None,
        };
        scheme::set(tx, ctx, &cmd)
    });
    set.expect("a good one of a test")
}

/// What is orange is looked at by its department every three months from today on.
pub fn frequency(t: &TestDb) -> InspectionFrequencyId {
    let set = t.db.write_blocking("frequency", &t.rule(), |tx, ctx| {
        let cmd = SetFrequency {
            colour: Some(Colour::Orange),
            sector: None,
            party: Party::Department,
            period: Period { amount: 3, unit: Unit::Months },
            source: "望安委〔2026〕12 号".into(),
            from: ctx.now.day(),
            to: None,
        };
        frequency::set(tx, ctx, &cmd)
    });
    set.expect("a good one of a test")
}

/// Orange, with two measures to be put in place and one that is.
pub fn assessment(now: Instant, subject: SubjectId, owner: Owner) -> Assess {
    let due = Some(now + Span::days(20));
    let control = |kind, text: &str, due| Control { kind, text: text.into(), owner, due };
    Assess {
        about: About::Subject { subject, risk_point: "打磨车间除尘系统".into() },
        factors: Factors::read(Method::Lec, &["3", "6", "15"]).expect("values of the tables"),
        direct_red: None,
        day: now.day(),
        next_review: now.day().plus_days(365),
        measures: vec![
            control(MeasureKind::Engineering, "除尘管道加装泄爆片", due),
            control(MeasureKind::Training, "打磨岗位全员粉尘防爆培训", due),
            control(MeasureKind::Protection, "配发防静电服和防尘口罩", None),
        ],
    }
}

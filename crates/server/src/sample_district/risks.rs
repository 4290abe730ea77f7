//! The risks of the sample district: by which schemes they are computed, who assessed which, what was done about it.

use hazard::risk::assessment::{About, Assess, Colour, Control, MeasureKind, RiskAssessmentId, assess, measure};
use hazard::risk::frequency::{self, Party, Unit};
use hazard::risk::grade::Factors;
use hazard::risk::scheme::{self, Edition, Method};
use kernel::{Ctx, Day, Error, Instant};
use ledger::{Db, Tx};
use obligation::Owner;
use sample::risk::{self, Risk};

use super::{Ids, Teller};

/// One act of a risk's life; measures by their place, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Assessed,
    Reported(usize),
    Verified(usize),
}

pub(super) enum Deed {
    Assess(Assess),
    Report(measure::Report),
    Verify(measure::Verify),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: RiskAssessmentId) -> Result<(), Error> {
        match self {
            Deed::Assess(cmd) => assess(tx, &ctx.clone(), cmd).map(drop),
            Deed::Report(cmd) => measure::report(tx, ctx, id, cmd),
            Deed::Verify(cmd) => measure::verify(tx, ctx, id, cmd),
        }
    }
}

/// The case that makes red without a score; assessments name it in the scheme's own words.
const INSTALLATION: &str = "构成重大危险源";

/// Both methods from the district's first day on; the texts are invented.
pub(super) fn schemes(db: &Db, teller: &mut Teller, at: Instant) -> Result<(), Error> {
    let set = |edition, source: &str, from: Day| scheme::SetScheme {
        edition,
        direct_red: vec![INSTALLATION.into(), "同一作业现场 10 人以上".into(), "发生过死亡事故且原因尚未消除".into()],
        reason: "全县统一口径，分界值从严归入较高等级".into(),
        source: source.into(),
        from,
        to: None,
    };
    let ctx = teller.rule("sample", at);
    db.write_blocking("sample", &ctx, move |tx, ctx| {
        let from = ctx.now.day();
        scheme::set(tx, ctx, &set(Edition::LecUpward, "望安委〔2019〕3 号 附件 1", from))?;
        scheme::set(tx, ctx, &set(Edition::LsFourGrades, "望安委〔2019〕3 号 附件 2", from)).map(drop)
    })
}

/// How often is looked at what; the text is invented.
pub(super) fn frequencies(db: &Db, teller: &mut Teller, at: Instant) -> Result<(), Error> {
    use Colour::{Blue, Orange, Red, Yellow};
    use Party::{Department, Enterprise, Township};
    use Unit::{Days, Months};
    #[rustfmt::skip] // a table is read by its columns
    let rules = [
        (Department, Some(Red), 3, Months),    (Township, Some(Red), 1, Months),     (Enterprise, Some(Red), 7, Days),
        (Department, Some(Orange), 6, Months), (Township, Some(Orange), 3, Months),  (Enterprise, Some(Orange), 15, Days),
        (Department, Some(Yellow), 12, Months), (Township, Some(Yellow), 6, Months), (Enterprise, Some(Yellow), 1, Months),
        (Department, Some(Blue), 24, Months),  (Township, Some(Blue), 12, Months),   (Enterprise, Some(Blue), 1, Months),
        (Department, None, 12, Months),        (Township, None, 6, Months),
    ];
    let ctx = teller.rule("sample", at);
    db.write_blocking("sample", &ctx, move |tx, ctx| {
        let set = |party, colour, sector, amount, unit| frequency::SetFrequency {
            colour,
            sector,
            party,
            period: frequency::Period { amount, unit },
            source: "望安委〔2019〕3 号 附件 3".into(),
            from: ctx.now.day(),
            to: None,
        };
        for (party, colour, amount, unit) in rules {
            frequency::set(tx, ctx, &set(party, colour, None, amount, unit))?;
        }
        let dangerous = Some(kernel::Sector::HazardousChemicals);
        frequency::set(tx, ctx, &set(Department, Some(Red), dangerous, 1, Months)).map(drop)
    })
}

/// Every act of a risk with its time, the assessment first.
pub(super) fn parts(it: &Risk) -> Vec<(Instant, Part)> {
    let mut parts = vec![(it.at, Part::Assessed)];
    for (n, measure) in it.measures.iter().enumerate() {
        parts.extend(measure.reported.map(|said| (said.at, Part::Reported(n))));
        parts.extend(measure.verified.map(|said| (said.at, Part::Verified(n))));
    }
    parts
}

pub(super) fn by(it: &Risk, part: Part) -> u32 {
    let said = match part {
        Part::Assessed => None,
        Part::Reported(n) => it.measures[n].reported,
        Part::Verified(n) => it.measures[n].verified,
    };
    said.map_or(it.by, |said| said.by)
}

pub(super) fn deed(ids: &Ids, it: &Risk, part: Part) -> Result<Deed, Error> {
    let number = |n: usize| n as u32 + 1;
    Ok(match part {
        Part::Assessed => Deed::Assess(assessment(ids, it)?),
        Part::Reported(n) => {
            Deed::Report(measure::Report { measure: number(n), note: "已按要求落实并投入使用。".into() })
        }
        Part::Verified(n) => {
            Deed::Verify(measure::Verify {
                measure: number(n), accepted: true, note: "现场查看，已落实。".into()
            })
        }
    })
}

fn assessment(ids: &Ids, it: &Risk) -> Result<Assess, Error> {
    let method = match it.method {
        risk::Method::Lec => Method::Lec,
        risk::Method::Matrix => Method::Matrix,
    };
    let factors = Factors::read(method, it.factors).ok_or_else(|| Error::internal("a value of the sample"))?;
    let control = |m: &risk::Measure| {
        let kind = match m.kind {
            risk::MeasureKind::Engineering => MeasureKind::Engineering,
            risk::MeasureKind::Management => MeasureKind::Management,
            risk::MeasureKind::Training => MeasureKind::Training,
            risk::MeasureKind::Protection => MeasureKind::Protection,
            risk::MeasureKind::Emergency => MeasureKind::Emergency,
        };
        let owner = Owner { organisation: ids.organisation(m.owner)?, person: None };
        Ok(Control { kind, text: m.text.into(), owner, due: m.due })
    };
    Ok(Assess {
        about: About::Subject { subject: ids.subject(it.subject)?, risk_point: it.point.into() },
        factors,
        direct_red: it.direct_red.then(|| INSTALLATION.to_owned()),
        day: it.at.day(),
        next_review: it.next_review,
        measures: it.measures.iter().map(control).collect::<Result<_, Error>>()?,
    })
}

//! The figures of an incident: each is the number of casualty rows behind it, or a measure; and the grade they make.

use kernel::{Ctx, Error};
use ledger::{Reader, params};
use serde::{Deserialize, Serialize};
use standards::Exact;
use standards::accident::grade::{Graded, Toll};

use crate::model::{Category, Condition, Grade, Incident, IncidentId};

/// Cumulative; `None` is unknown, which is not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Figures {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead: Option<u32>,
    /// Died after the days in which a death counts: not among the dead, but still among the severely injured.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub died_later: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trapped: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severely_injured: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injured: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_yuan: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evacuated: Option<u32>,
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Figures {
    pub fn of(self, condition: Condition) -> Option<u32> {
        match condition {
            Condition::Dead => self.dead,
            Condition::Missing => self.missing,
            Condition::Trapped => self.trapped,
            Condition::SeverelyInjured => self.severely_injured,
            Condition::Injured => self.injured,
            Condition::Safe => None,
        }
    }

    /// What a reader compares, in its order.
    pub fn numbers(self) -> [Option<i64>; 8] {
        let people = Condition::COUNTED.map(|it| self.of(it).map(i64::from));
        let [dead, missing, trapped, severe, injured] = people;
        [dead, missing, trapped, severe, injured, self.loss_yuan, self.area_m2, self.evacuated.map(i64::from)]
    }

    /// A figure fell or became unknown, or the grade is another: the next edition says why.
    pub fn needs_reason(self, before: Figures) -> bool {
        let fell = before.numbers().iter().zip(self.numbers()).any(|(old, new)| match (old, new) {
            (Some(old), Some(new)) => new < *old,
            (Some(_), None) => true,
            (None, _) => false,
        });
        fell || (before.grade.is_some() && before.grade != self.grade)
    }

    pub(crate) fn toll(self) -> Result<Toll, Error> {
        Ok(Toll {
            deaths: self.dead,
            missing: self.missing,
            serious_injuries: self.severely_injured,
            direct_loss_10k_yuan: self.loss_yuan.map(|yuan| scaled(yuan, 4)).transpose()?,
            area_ha: self.area_m2.map(|m2| scaled(m2, 4)).transpose()?,
        })
    }

    pub(crate) fn graded(self, category: Category) -> Result<Option<Graded>, Error> {
        category.scale().grade(&self.toll()?).map_err(Error::internal)
    }
}

/// Yuan in units of 10,000, square metres in hectares: both have four decimals.
fn scaled(whole: i64, decimals: u32) -> Result<Exact, Error> {
    let unit = 10_i64.pow(decimals);
    format!("{}.{:0places$}", whole / unit, whole % unit, places = decimals as usize).parse().map_err(Error::internal)
}

/// `12.5` of a form as a whole number of the small unit, at most four decimals.
pub(crate) fn unscaled(text: &str) -> Option<i64> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = !whole.is_empty() && whole.len() <= 9 && digits(whole) && decimals.len() <= 4 && digits(decimals);
    fits.then(|| format!("{whole}{decimals:0<4}").parse().ok()).flatten()
}

/// `12.5` for a page, without zeros at the end.
pub(crate) fn scaled_text(small: i64) -> String {
    let text = format!("{}.{:04}", small / 10_000, small % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// As its rows say now.
pub(crate) fn now(r: &Reader<'_>, ctx: &Ctx, it: &Incident) -> Result<Figures, Error> {
    let rows = counts(r, ctx, it.id)?;
    let known = |condition: Condition| {
        let n: u32 = rows.iter().filter(|it| it.counted == condition).map(|it| it.people).sum();
        (n > 0 || it.known & condition.bit() != 0).then_some(n)
    };
    let figures = Figures {
        dead: known(Condition::Dead),
        died_later: rows.iter().filter(|it| !it.within).map(|it| it.people).sum(),
        missing: known(Condition::Missing),
        trapped: known(Condition::Trapped),
        severely_injured: known(Condition::SeverelyInjured),
        injured: known(Condition::Injured),
        loss_yuan: it.loss_yuan,
        area_m2: it.area_m2,
        evacuated: it.evacuated,
        grade: None,
    };
    let grade = figures.graded(it.category)?.map(|graded| graded.grade.into());
    Ok(Figures { grade, ..figures })
}

/// So many people who count as this.
struct Counted {
    counted: Condition,
    within: bool,
    people: u32,
}

fn counts(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Vec<Counted>, Error> {
    let sql = "SELECT counted, within, COUNT(*) FROM incident_casualty
               WHERE district = $1 AND incident = $2 AND struck IS NULL GROUP BY counted, within";
    r.rows(sql, params![ctx.district, id], |row| {
        let n: i64 = row.get(2)?;
        Ok(Counted { counted: row.get(0)?, within: row.get(1)?, people: u32::try_from(n).map_err(Error::internal)? })
    })
}

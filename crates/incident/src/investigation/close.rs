//! Taking over from above, and the end: nothing may be open any more, and what is open is named.

use kernel::{Ctx, Error, Personal, Text};
use ledger::{Reader, Tx, params};
use serde::{Deserialize, Serialize};

use super::group::at_work;
use super::model::{Fact, Investigation, InvestigationId, Stage, Track};
use super::open::{BEFORE_IT_HAPPENED, CHOOSE, past_day, unread};
use super::owed;
use super::store;
use crate::model::Level;

/// A level above investigates itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// `city`, `province`, `state`
    pub by: String,
    /// Of its document.
    pub number: String,
    /// yyyy-MM-dd
    pub on: String,
}

/// What others are to learn from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    pub lessons: String,
}

/// A level above the one that investigates.
pub(super) fn above(text: &mut Text, it: &Investigation, given: &str) -> Option<Level> {
    let by = text.read("by", given, CHOOSE, Level::from_word)?;
    if by <= it.level {
        text.problem("by", "choose a level above the one that investigates", given);
    }
    Some(by)
}

/// What is owed here falls: it is the higher level's from then on.
pub fn take_over(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &TakeOver) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    if it.stage.is_replied() {
        return Err(Error::refused("this investigation is replied to: it is taken over no more"));
    }
    let mut text = Text::new();
    let by = above(&mut text, &it, &cmd.by);
    let number = text.required("number", &cmd.number, 2, 100);
    let on = past_day(&mut text, ctx, "on", &cmd.on, (it.happened, BEFORE_IT_HAPPENED));
    text.finish()?;
    let (by, on) = by.zip(on).ok_or_else(unread)?;
    owed::waive(tx, ctx, id, None, &Personal::text("上级人民政府提级调查"))?;
    store::record(tx, ctx, &it, &Fact::TakenOver { by, on, number }).map(drop)
}

/// What keeps it open, the first of all.
fn open_still(r: &Reader<'_>, ctx: &Ctx, it: &Investigation) -> Result<Option<Error>, Error> {
    let track = Track::ALL.iter().find(|track| !it.has_ended(**track));
    if let Some(track) = track {
        return Ok(Some(Error::refused(match track {
            Track::Cause => "the track of the cause is open",
            Track::Responsible => "the track of those responsible is open",
            Track::Measures => "the track of the measures is open",
            Track::Education => "the track of the education is open",
        })));
    }
    let measure = "SELECT no, measure FROM investigation_measure
                   WHERE district = $1 AND investigation = $2 AND state <> 'accepted' ORDER BY no LIMIT 1";
    let check = "SELECT no, demand FROM investigation_check
                 WHERE district = $1 AND investigation = $2 AND checked_on IS NULL ORDER BY no LIMIT 1";
    let named = |sql: &str| {
        r.row(sql, params![ctx.district, it.id], |row| {
            let text: Option<String> = row.get(1)?;
            Ok(format!("{} {}", row.get::<i64>(0)?, text.unwrap_or_default()))
        })
    };
    if let Some(name) = named(measure)? {
        return Ok(Some(Error::Refused { why: "a measure is not accepted yet", with: Some(name) }));
    }
    if let Some(name) = named(check)? {
        return Ok(Some(Error::Refused { why: "like subjects are not checked yet", with: Some(name) }));
    }
    if it.listing.is_some_and(|it| it.status.stands()) {
        return Ok(Some(Error::refused("it is listed for supervision: record its delisting first")));
    }
    Ok((it.stage != Stage::Evaluated).then(|| Error::refused("its rectification is not evaluated yet")))
}

pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Close) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    if let Some(open) = open_still(tx, ctx, &it)? {
        return Err(open);
    }
    let mut text = Text::new();
    let lessons = text.required("lessons", &cmd.lessons, 4, 5_000);
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::Closed { lessons: Personal::text(lessons) }).map(drop)
}

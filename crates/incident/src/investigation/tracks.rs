//! The four tracks: each has findings of its own and an end of its own.

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use super::group::at_work;
use super::model::{Fact, InvestigationId, Track};
use super::open::{CHOOSE, unread};
use super::store;

/// What a track found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindTrack {
    /// `cause`, `responsible`, `measures`, `education`
    pub track: String,
    pub finding: String,
}

/// Nothing is open in a track any more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndTrack {
    /// `cause`, `responsible`, `measures`, `education`
    pub track: String,
}

pub fn find_track(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &FindTrack) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let mut text = Text::new();
    let track = text.read("track", &cmd.track, CHOOSE, Track::from_word);
    let finding = text.required("finding", &cmd.finding, 4, 5_000);
    if track.is_some_and(|track| it.has_ended(track)) {
        text.problem("track", "this track is ended", &cmd.track);
    }
    text.finish()?;
    let track = track.ok_or_else(unread)?;
    let no = it.findings + 1;
    store::record(tx, ctx, &it, &Fact::TrackFound { no, track, finding: Personal::text(finding) }).map(drop)
}

/// A track with nothing in it can't end; measures speak for theirs.
pub fn end_track(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &EndTrack) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let mut text = Text::new();
    let track = text.read("track", &cmd.track, CHOOSE, Track::from_word);
    if let Some(track) = track {
        let empty = !(it.has_found(track) || track == Track::Measures && it.measures > 0);
        if it.has_ended(track) {
            text.problem("track", "this track is ended", &cmd.track);
        } else if empty {
            text.problem("track", "this track has no finding yet", &cmd.track);
        }
    }
    text.finish()?;
    let track = track.ok_or_else(unread)?;
    store::record(tx, ctx, &it, &Fact::TrackEnded { track }).map(drop)
}

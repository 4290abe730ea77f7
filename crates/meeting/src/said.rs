//! What comes to a meeting in words: written materials of the sub-headquarters, and statements with the problems they name.

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Text};
use ledger::Tx;
use obligation::Due;
use registry::forms::given;
use serde::{Deserialize, Serialize};

use crate::convene::Bodies;
use crate::course::{about, must_be_held, must_be_planned, read_asked};
use crate::model::{Asked, Fact, Headquarters, MeetingId, Named, State as Stage};
use crate::owed::{self, speaks_for};
use crate::store;
use obligation::owing::{self, Duty};

const MOST_PROBLEMS: usize = 20;
pub(crate) const DAY: &str = "write the day as 2026-06-18";

/// Who writes for each of the four sub-headquarters; those without a name are not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskMaterials {
    #[serde(default)]
    pub flood_and_drought: String,
    #[serde(default)]
    pub forest_fire: String,
    #[serde(default)]
    pub geological: String,
    #[serde(default)]
    pub earthquake: String,
    /// yyyy-MM-dd
    pub due: String,
}

impl AskMaterials {
    fn of(&self, it: Headquarters) -> &str {
        match it {
            Headquarters::FloodAndDrought => &self.flood_and_drought,
            Headquarters::ForestFire => &self.forest_fire,
            Headquarters::Geological => &self.geological,
            Headquarters::Earthquake => &self.earthquake,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receive {
    /// What the material is called.
    pub title: String,
}

/// What an organisation said at the meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The name of an organisation that was asked.
    pub organisation: String,
    pub statement: String,
    /// The problems it names, one a line.
    #[serde(default)]
    pub problems: String,
}

/// Materials are due at the end of a working day.
const LAST_HOUR: i8 = 18;

/// Each of those named owes its material by that day, which lies not after the meeting.
pub fn ask_materials(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &AskMaterials) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_planned(&it)?;
    let bodies = Bodies::fetch(tx, ctx)?;
    let before = store::materials(tx, ctx, id)?;
    let mut text = Text::new();
    let mut wanted: Vec<(Headquarters, OrganisationId)> = Vec::new();
    for headquarters in Headquarters::ALL {
        let given = cmd.of(*headquarters);
        let Some(organisation) = bodies.read_one(&mut text, headquarters.word(), given) else { continue };
        if before.iter().any(|it| it.headquarters == *headquarters) {
            text.problem(headquarters.word(), "this sub-headquarters is asked already", given);
        }
        wanted.push((*headquarters, organisation));
    }
    if wanted.is_empty() && Headquarters::ALL.iter().all(|it| cmd.of(*it).trim().is_empty()) {
        text.problem("flood_and_drought", "name whoever writes for one of them at least", "");
    }
    let due = text.read("due", &cmd.due, DAY, |it| it.parse::<kernel::Day>().ok());
    if due.is_some_and(|day| day > it.starts.day()) {
        text.problem("due", "materials come before the meeting", &cmd.due);
    }
    text.finish()?;
    let due = given(due)?.at(LAST_HOUR, 0);
    let mut asked = Vec::with_capacity(wanted.len());
    for (no, (headquarters, organisation)) in (it.materials + 1..).zip(wanted) {
        let name = crate::words::headquarters::of(kernel::Lang::Zh, headquarters.word());
        let duty = Duty {
            about: about(id),
            division: ctx.district.division(),
            name: owed::MATERIAL,
            title: format!("{}：报送{name}书面材料", it.title()),
            owner: organisation,
            checker: None,
            due: Due::At(due),
            source: None,
        };
        asked.push(Asked { no, headquarters, organisation, owed: owing::owe(tx, ctx, duty)? });
    }
    store::record(tx, ctx, &it, &Fact::MaterialsAsked { asked })
}

/// The material came: late, when its day has passed. One that comes after the meeting is on record all the same.
pub fn receive(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, no: u32, cmd: &Receive) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let material = store::materials(tx, ctx, id)?.into_iter().find(|one| one.no == no);
    let material = material.ok_or(Error::NotFound("Material"))?;
    if it.state == Stage::Cancelled {
        return Err(Error::refused("this meeting was cancelled"));
    }
    if material.received_at.is_some() {
        return Err(Error::refused("this material came already"));
    }
    if !speaks_for(ctx, material.organisation) {
        return Err(Error::Forbidden { action: "hand in the material of another organisation" });
    }
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 2, 100);
    text.finish()?;
    owed::settle(tx, ctx, material.obligation, ctx.effective())?;
    store::record(tx, ctx, &it, &Fact::MaterialReceived { no, title: Personal::text(title) })
}

/// One organisation may speak more than once.
pub fn state(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &State) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_held(&it)?;
    let bodies = Bodies::fetch(tx, ctx)?;
    let mut text = Text::new();
    let organisation = read_asked(&mut text, &bodies, &store::invited(tx, ctx, id)?, &cmd.organisation);
    let statement = text.required("statement", &cmd.statement, 4, 4_000);
    let lines: Vec<&str> = cmd.problems.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_PROBLEMS || lines.iter().any(|line| line.chars().count() > 300) {
        text.problem("problems", "too long", "");
    }
    text.finish()?;
    let problems =
        (it.problems + 1..).zip(lines).map(|(no, line)| Named { no, problem: Personal::text(line) }).collect();
    let fact = Fact::Stated {
        no: it.statements + 1,
        organisation: given(organisation)?,
        statement: Personal::text(statement),
        problems,
    };
    store::record(tx, ctx, &it, &fact)
}

/// In time, late, or still missing: how a material stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    InTime,
    Late,
    Waited,
    Missing,
    /// The meeting was cancelled before it came.
    Dropped,
}

impl Standing {
    pub const ALL: [Standing; 5] =
        [Standing::Missing, Standing::Late, Standing::Waited, Standing::InTime, Standing::Dropped];

    pub fn of(due: Instant, received: Option<Instant>, dropped: bool, now: Instant) -> Standing {
        match received {
            Some(at) if at <= due => Standing::InTime,
            Some(_) => Standing::Late,
            None if dropped => Standing::Dropped,
            None if now <= due => Standing::Waited,
            None => Standing::Missing,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Standing::InTime => "in_time",
            Standing::Late => "late",
            Standing::Waited => "waited",
            Standing::Missing => "missing",
            Standing::Dropped => "dropped",
        }
    }

    pub fn from_word(word: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|it| it.word() == word)
    }
}

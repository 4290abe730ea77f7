//! Which object of the small district a route is about, and where that object belongs. One row a family of routes: a route
//! of a family that stands nowhere here fails the tests.

use kernel::{Identity as _, OrganisationId, PersonId, PolicyRow, Reach, Role, Sector};
use page::{Route, RouteKind};
use server::gate::{PUBLIC, SIGNED_IN};
use server::imports::{self, Home, ImportId};

use crate::bodies::LEDGER;

use crate::world::{Place, Spot, World};

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The whole register or screen; no one object.
    All,
    /// The object in the path, of this family.
    Path(&'static str),
    /// The object named in the body, of this family.
    Body(&'static str),
}

/// Routes that name an object in the body, with the family of the object.
const BODIES: &[(&str, &str)] = &[
    ("/hazards", "subjects"),
    ("/risks", "subjects"),
    ("/checks", "subjects"),
    ("/incidents", "organisations"),
    ("/incidents/new", "organisations"),
    ("/organisations", "organisations"),
    ("/people", "organisations"),
    ("/subjects", "subjects"),
    ("/accounts", "people"),
    ("/memberships", "people"),
    ("/posts", "organisations"),
    ("/shifts", "shifts"),
    ("/responsibilities", "subjects"),
    ("/devices", "organisations"),
    ("/device-tokens", "devices"),
    ("/heat-sources", "heat-sources"),
];

const FAMILIES: &[&str] = &[
    "hazards",
    "risks",
    "risk-schemes",
    "inspection-frequencies",
    "transfers",
    "public-reports",
    "listings",
    "stop-orders",
    "documents",
    "evidence",
    "evidence-rules",
    "obligations",
    "letters",
    "commitments",
    "accountability",
    "deadline-rules",
    "organisations",
    "people",
    "subjects",
    "accounts",
    "memberships",
    "shifts",
    "responsibilities",
    "complaints",
    "enterprises",
    "standardisations",
    "credit-records",
    "trainings",
    "incidents",
    "disasters",
    "loss-sheets",
    "disaster-victims",
    "tables",
    "issued-tables",
    "issued-briefings",
    "campaigns",
    "campaign-members",
    "tasks",
    "directives",
    "meetings",
    "resolutions",
    "meeting-periods",
    "meeting-rules",
    "oversight-schemes",
    "oversight-examinations",
    "oversight-problems",
    "devices",
    "device-tokens",
    "conditions",
    "signal-rules",
    "catchments",
    "expected-rain",
    "fire-areas",
    "fire-spots",
    "heat-sources",
    "earthquakes",
    "special-periods",
    "special-duties",
    "mass-events",
    "attention-criteria",
    "attention-lists",
    "attention-entries",
    "investigations",
    "divisions",
    "imports",
    "exports",
];

/// The path without the part that all API routes share.
pub fn plain<S>(route: &Route<S>) -> &str {
    match route.kind {
        RouteKind::Api => route.path.strip_prefix("/api/v1").unwrap_or(&route.path),
        RouteKind::Page => &route.path,
    }
}

pub fn about<S>(route: &Route<S>) -> Result<About, String> {
    let path = plain(route);
    if path.contains('{') {
        if path.starts_with("/evidence/uploads/") {
            return Ok(About::Path("uploads"));
        }
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let known = FAMILIES.iter().find(|family| **family == first);
        return known.map(|f| About::Path(f)).ok_or(format!("{} {path}: no family", route.method));
    }
    let named = (route.method != page::Method::GET).then(|| BODIES.iter().find(|(it, _)| *it == path)).flatten();
    Ok(named.map_or(About::All, |(_, family)| About::Body(family)))
}

/// An id that nothing has here: a forged one, or one of another district.
pub fn forged() -> String {
    PersonId::from_bytes([0xee; 16]).to_text()
}

/// The id of the family's object in that place, at the step that the path's act needs.
pub fn id(world: &World, family: &str, path: &str, spot: &Spot) -> String {
    match family {
        "hazards" => hazard(spot, path).to_text(),
        "public-reports" => spot.public_report.to_text(),
        "risks" => spot.risk.to_text(),
        "risk-schemes" => world.scheme.to_text(),
        "inspection-frequencies" => world.frequency.to_text(),
        "transfers" if path.ends_with("/question") => spot.hazards.transfers.refused.to_text(),
        "transfers" if path.ends_with("/decision") => spot.hazards.transfers.asked.to_text(),
        "transfers" => spot.hazards.transfers.offered.to_text(),
        "documents" => spot.hazards.document.to_text(),
        "listings" => listing(&spot.listings, path).to_text(),
        "stop-orders" => stop(&spot.stops, path).to_text(),
        "evidence" => spot.evidence.to_text(),
        "uploads" => spot.upload.to_text(),
        "obligations" => spot.obligation.to_text(),
        "accountability" => spot.cases.at(path).to_text(),
        "letters" => spot.letters.at(path).to_text(),
        "commitments" if path.ends_with("/verification") => spot.letters.reported.to_text(),
        "commitments" => spot.letters.promised.to_text(),
        "organisations" | "enterprises" => spot.organisation.to_text(),
        "standardisations" => spot.registers.standardisation.to_text(),
        "credit-records" if path.ends_with("/answer") => spot.registers.objected.to_text(),
        "credit-records" => spot.registers.credit.to_text(),
        "trainings" => spot.registers.training.to_text(),
        // A draft is of those who sign: what everybody reads is signed.
        "incidents" if path.contains("/editions/") => spot.investigations.reported.to_text(),
        "incidents" => spot.incident.to_text(),
        "disasters" if path.ends_with("/verification") => spot.disasters.ended.to_text(),
        "disasters" => spot.disasters.open.to_text(),
        "loss-sheets" => spot.disasters.sheet.to_text(),
        "disaster-victims" => spot.disasters.victim.to_text(),
        "tables" => "accidents_by_sector".to_owned(),
        "issued-tables" => world.kept.table.to_text(),
        "issued-briefings" if path.ends_with("/print") || path.ends_with("/file") => world.kept.issued.to_text(),
        "issued-briefings" => world.kept.draft.to_text(),
        "campaigns" | "campaign-members" | "tasks" | "directives" => spot.campaigns.at(family, path),
        "meetings" => spot.meetings.at(path),
        "resolutions" => spot.meetings.resolution_at(path),
        "oversight-schemes" | "oversight-examinations" | "oversight-problems" => spot.oversights.at(family, path),
        "meeting-periods" => first_of(world, "meeting_period"),
        "meeting-rules" => first_of(world, "meeting_rule"),
        "devices" | "device-tokens" | "conditions" | "signal-rules" => spot.signals.at(family, path),
        "catchments" | "expected-rain" => spot.floods.at(family),
        "fire-areas" | "fire-spots" | "heat-sources" => spot.fires.at(family),
        "earthquakes" => world.earthquake.to_text(),
        "special-periods" | "special-duties" | "mass-events" => spot.special.at(family, path),
        "attention-criteria" | "attention-lists" | "attention-entries" => spot.attentions.at(family, path),
        "investigations" => spot.investigations.at(path).to_text(),
        "people" => spot.person.to_text(),
        "subjects" => spot.subject.to_text(),
        "accounts" if path.ends_with("/enabling") => spot.left.to_text(),
        "accounts" => spot.account.to_text(),
        "memberships" => spot.membership.to_text(),
        "shifts" => spot.shift.to_text(),
        "responsibilities" => spot.responsibility.to_text(),
        "divisions" => spot.division.to_string(),
        "imports" => import(world).to_text(),
        "exports" => crate::exports::returned(world, BRINGER).to_text(),
        "complaints" => {
            let first = world.t.db.read_blocking(|r| r.value::<String>("SELECT MIN(number) FROM complaint", &[]));
            first.unwrap()
        }
        "deadline-rules" => first_of(world, "deadline_rule"),
        "evidence-rules" => world.rule.to_text(),
        _ => unreachable!("FAMILIES names {family}"),
    }
}

/// The hazard at the step of the path.
fn hazard(spot: &Spot, path: &str) -> hazard::HazardId {
    match path {
        _ if path.ends_with("/assignment") => spot.hazards.to_assign,
        _ if path.ends_with("/verification") => spot.hazards.to_verify,
        _ if path.ends_with("/closing") => spot.hazards.to_close,
        _ if path.ends_with("/recurrence-denial") => spot.came_back.back,
        _ if path.ends_with("/recurrence-link") => spot.came_back.other,
        // No stop order names it.
        _ if path.ends_with("/merger") || path.ends_with("/partition") => spot.hazards.asked,
        _ if path.ends_with("/separation") => spot.hazards.merged,
        _ if path.ends_with("/transfer") => spot.hazards.to_hand_over,
        _ if path.ends_with("/plan") || path.ends_with("/inquiry") || path.ends_with("/listing") => spot.hazards.major,
        _ if path.ends_with("/regrading") => spot.hazards.to_regrade,
        _ if path.ends_with("/extension-refusal") => spot.hazards.asked,
        _ => spot.hazards.to_rectify,
    }
}

/// The first row of a register of the whole district.
fn first_of(world: &World, table: &str) -> String {
    let sql = format!("SELECT id FROM {table} ORDER BY id LIMIT 1");
    world.t.db.read_blocking(|r| r.value::<PersonId>(&sql, &[])).unwrap().to_text()
}

/// The one that waits for the step of the path.
fn listing(all: &crate::hazards::Listings, path: &str) -> hazard::listing::ListingId {
    match path.rsplit('/').next().unwrap_or_default() {
        "decision" => all.proposed,
        "extension" => all.published,
        "extension-decision" => all.asked,
        "acceptance-application" => all.done,
        "acceptance" => all.acceptance,
        "delisting" => all.accepted,
        "delisting-publication" => all.delisted,
        _ => all.listed,
    }
}

/// The same of stop orders.
fn stop(all: &crate::stops::Stops, path: &str) -> hazard::stop::StopId {
    match path.rsplit('/').next().unwrap_or_default() {
        "signature" => all.proposed,
        "application" => all.verified,
        "examination" => all.applied,
        "reopening" => all.examined,
        "consent" => all.reopened,
        "file" if path.contains("/consent/") => all.reopened,
        _ => all.in_force,
    }
}

/// A file that its bringer has sent just now; without a good row, so that running it ends at once.
fn import(world: &World) -> ImportId {
    let ctx = world.f.ctx(&world.t, BRINGER, server::policy::POLICY, "import.use");
    let sql = "SELECT id FROM import WHERE state = 'checked' AND person = $1 ORDER BY id LIMIT 1";
    let person = [&world.f.person(BRINGER) as &dyn kernel::ToCell];
    if let Some(id) = world.t.db.read_blocking(|r| r.row(sql, &person, |row| row.get(0))).unwrap() {
        return id;
    }
    let home = Home { division: ctx.district.division(), sector: Sector::Industry };
    let file = LEDGER.replace("2026-06-11", "某日");
    imports::receive(&world.t.db, &ctx, imports::Kind::Hazards, "ledger.csv", file.as_bytes(), home).unwrap().0.id
}

/// Whose files the tests ask about; nobody else sees them.
const BRINGER: Role = Role::DistrictClerk;

/// Where an object belongs, in the words of the small district.
#[derive(Debug, Clone, Default)]
pub struct Footprint {
    /// Of the whole district, whoever may see it at all sees it.
    everywhere: bool,
    /// Belongs to one person, whatever the reach.
    only: Option<Role>,
    township: Option<usize>,
    organisations: Vec<OrganisationId>,
    persons: Vec<PersonId>,
    sector: Option<Sector>,
}

pub fn footprint(world: &World, family: &str, place: Place) -> Footprint {
    let spot = world.spot(place);
    let of = |organisations: &[OrganisationId], sector| Footprint {
        everywhere: matches!(
            family,
            "deadline-rules"
                | "evidence-rules"
                | "risk-schemes"
                | "inspection-frequencies"
                | "complaints"
                | "tables"
                | "issued-tables"
                | "issued-briefings"
                | "divisions"
                | "campaigns"
                | "meeting-periods"
                | "meeting-rules"
                | "signal-rules"
                | "expected-rain"
                | "earthquakes"
                | "special-periods"
                | "attention-criteria"
        ),
        only: matches!(family, "imports" | "exports").then_some(BRINGER),
        township: spot.township,
        organisations: organisations.to_vec(),
        persons: vec![spot.person],
        sector,
    };
    let (body, office, checker) = (spot.organisation, world.f.office, spot.checker);
    match family {
        // The office reported it, the body rectifies it, the department looks.
        "hazards" | "listings" | "documents" | "evidence" | "transfers" => {
            of(&[body, office, checker], Some(spot.sector))
        }
        // The office assessed it and owes nothing, stopped it or registered it; the body owes its measures, stands still, or is
        // where it happened. The office leads every investigation, and the unit of one sees it once it is replied to.
        "obligations" | "risks" | "stop-orders" | "incidents" | "investigations" => {
            of(&[body, office], Some(spot.sector))
        }
        "subjects" | "responsibilities" | "letters" | "commitments" | "accountability" => {
            of(&[body], Some(spot.sector))
        }
        // Belongs to whom it asks and to the office, which reaches everything.
        "meetings" | "resolutions" => Footprint { persons: Vec::new(), ..of(&[spot.meetings.asked], None) },
        "oversight-schemes" | "oversight-examinations" | "oversight-problems" => {
            Footprint { persons: Vec::new(), ..of(&[spot.oversights.examined], None) }
        }
        // Belongs to whoever owes it or answers for it, and to its place.
        "special-duties" | "mass-events" => Footprint { persons: Vec::new(), ..of(&[spot.meetings.asked], None) },
        // Belongs to its place and to whoever is on the list.
        "attention-lists" | "attention-entries" => {
            Footprint { persons: Vec::new(), ..of(&[spot.meetings.asked], None) }
        }
        // Belongs to its place and to nobody's organisation.
        "campaign-members" | "tasks" | "directives" => of(&[spot.campaigns.holder], None),
        "public-reports" | "disasters" | "loss-sheets" | "disaster-victims" | "fire-areas" | "fire-spots"
        | "heat-sources" => Footprint { persons: Vec::new(), ..of(&[], None) },
        // Organisations, and what belongs to one, have no sector that could hide them.
        _ => of(&[body], None),
    }
}

/// What the policy's row means for this role and an object there. Written anew, without the code under test.
pub fn reaches(world: &World, row: &PolicyRow, role: Role, it: &Footprint) -> bool {
    let Some((_, reach)) = row.grants.iter().find(|(granted, _)| *granted == role) else { return false };
    if it.everywhere || row.act == PUBLIC || row.act == SIGNED_IN {
        return true;
    }
    if let Some(only) = it.only {
        return only == role;
    }
    let own = it.organisations.contains(&world.body_of(role));
    let sectors = sectors(role);
    let limited = row.by_sector.contains(&role) && !sectors.is_empty();
    let within = !limited || it.sector.is_none_or(|sector| sectors.contains(&sector));
    let here = match role {
        Role::TownshipOfficer | Role::EnterpriseUser => it.township == Some(0),
        _ => true,
    };
    match reach {
        Reach::Own => it.persons.contains(&world.f.person(role)),
        Reach::Organisation => own,
        Reach::Division => own || here && within,
        Reach::District => own || within,
    }
}

fn sectors(role: Role) -> &'static [Sector] {
    match role {
        Role::DepartmentClerk | Role::Inspector => &registry::testing::CHEMICAL,
        _ => &[],
    }
}

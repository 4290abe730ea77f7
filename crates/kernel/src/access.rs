//! Who may do what, and how far it reaches. The table itself stands in `server/src/policy.rs`; here is what it is made of.

use crate::{District, Division, Instant, OrganisationId, PersonId, words};

words! {
    /// The parts people play. The three administrators exclude each other and see no business records.
    pub enum Role {
        Administrator = "administrator",
        SecurityOfficer = "security_officer",
        Auditor = "auditor",
        DistrictClerk = "district_clerk",
        DepartmentClerk = "department_clerk",
        TownshipOfficer = "township_officer",
        Inspector = "inspector",
        EnterpriseUser = "enterprise_user",
        DutyOfficer = "duty_officer",
        Leader = "leader",
    }
}

impl Role {
    pub fn is_administrative(self) -> bool {
        matches!(self, Role::Administrator | Role::SecurityOfficer | Role::Auditor)
    }
}

/// One thing a visitor can do, named by object and verb: `hazard.verify`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Act(pub &'static str);

words! {
    /// How far a grant reaches, narrowest first.
    pub enum Reach {
        /// What the visitor's own person answers for.
        Own = "own",
        /// What the organisation of the membership owns, owes or is about.
        Organisation = "organisation",
        /// Everything within the membership's division.
        Division = "division",
        /// Everything in the district.
        District = "district",
    }
}

words! {
    /// The sector a subject, a hazard or a department belongs to (行业领域).
    pub enum Sector {
        HazardousChemicals = "hazardous_chemicals",
        NonCoalMines = "non_coal_mines",
        Industry = "industry",
        Construction = "construction",
        RoadTransport = "road_transport",
        Fire = "fire",
        TownGas = "town_gas",
        SpecialEquipment = "special_equipment",
        Fireworks = "fireworks",
        CivilExplosives = "civil_explosives",
        CrowdedPlaces = "crowded_places",
        SchoolsHospitals = "schools_hospitals",
        Agriculture = "agriculture",
        WaterWorks = "water_works",
        Tourism = "tourism",
        Forestry = "forestry",
        GeologicalHazard = "geological_hazard",
        Utilities = "utilities",
    }
}

words! {
    pub enum MembershipStatus {
        Invited = "invited",
        Active = "active",
        Suspended = "suspended",
        Ended = "ended",
    }
}

/// One person's part in one organisation, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub organisation: OrganisationId,
    pub division: Division,
    pub role: Role,
    /// Empty: all sectors.
    pub sectors: Vec<Sector>,
    pub status: MembershipStatus,
    pub from: Instant,
    pub to: Option<Instant>,
    /// Acting in another's place until `to`.
    pub deputy_for: Option<PersonId>,
}

impl Membership {
    pub fn is_active(&self, now: Instant) -> bool {
        self.status == MembershipStatus::Active && self.from <= now && self.to.is_none_or(|to| now < to)
    }
}

/// One row of the policy table: which roles may act, how far each reaches, and whether only within their sectors.
#[derive(Debug, Clone, Copy)]
pub struct PolicyRow {
    pub act: Act,
    pub grants: &'static [(Role, Reach)],
    pub by_sector: &'static [Role],
}

/// One membership's answer to one act.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    pub role: Role,
    pub reach: Reach,
    pub organisation: OrganisationId,
    pub division: Division,
    /// `None`: every sector.
    pub sectors: Option<Vec<Sector>>,
}

/// What an act may touch: the union of its grants. Empty means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    pub district: District,
    pub person: Option<PersonId>,
    pub grants: Vec<Grant>,
}

impl Scope {
    /// The reach of rules and of the command line on the machine itself.
    pub fn everything(district: District) -> Self {
        let grant = Grant {
            role: Role::Administrator,
            reach: Reach::District,
            organisation: crate::Identity::from_bytes([0; 16]),
            division: district.division(),
            sectors: None,
        };
        Self { district, person: None, grants: vec![grant] }
    }

    pub fn nothing(district: District) -> Self {
        Self { district, person: None, grants: Vec::new() }
    }

    pub fn of(
        row: &PolicyRow,
        district: District,
        person: Option<PersonId>,
        memberships: &[Membership],
        now: Instant,
    ) -> Self {
        let grant = |m: &Membership| {
            let reach = row.grants.iter().find(|(role, _)| *role == m.role)?.1;
            let limited = row.by_sector.contains(&m.role) && !m.sectors.is_empty();
            Some(Grant {
                role: m.role,
                reach,
                organisation: m.organisation,
                division: m.division,
                sectors: limited.then(|| m.sectors.clone()),
            })
        };
        let mut grants: Vec<Grant> = memberships.iter().filter(|m| m.is_active(now)).filter_map(grant).collect();
        grants.sort_by_key(|g| std::cmp::Reverse(g.reach));
        Self { district, person, grants }
    }

    pub fn is_empty(&self) -> bool {
        self.grants.is_empty()
    }

    /// The grant that reaches farthest; it is the one named in the fact.
    pub fn widest(&self) -> Option<&Grant> {
        self.grants.first()
    }

    /// Whether a place, and an organisation that owns, owes or is visited there, lie inside. The rule-side twin of the
    /// clause that filters lists.
    pub fn covers(
        &self,
        division: Division,
        organisations: &[OrganisationId],
        persons: &[PersonId],
        sector: Option<Sector>,
    ) -> bool {
        self.grants.iter().any(|grant| {
            let own = self.person.is_some_and(|p| persons.contains(&p));
            let organisation = organisations.contains(&grant.organisation);
            let sector = grant.sectors.as_ref().is_none_or(|list| sector.is_some_and(|s| list.contains(&s)));
            match grant.reach {
                Reach::Own => own,
                Reach::Organisation => organisation,
                Reach::Division => grant.division.contains(division) && sector || organisation,
                Reach::District => sector || organisation,
            }
        })
    }
}

//! The closed lists of this crate. Their texts stand in `locales`, each in the section of its own name.

kernel::words! {
    /// What a body is.
    pub enum OrganisationKind {
        /// The district's government itself, or its Party committee.
        Government = "government",
        /// The safety committee's office, of which a district has one.
        Office = "office",
        Department = "department",
        Township = "township",
        Enterprise = "enterprise",
        Village = "village",
    }
}

impl OrganisationKind {
    /// Bodies of the state, whose names everybody may be offered.
    pub fn is_public(self) -> bool {
        !matches!(self, OrganisationKind::Enterprise | OrganisationKind::Village)
    }
}

kernel::words! {
    /// What is supervised.
    pub enum SubjectKind {
        Enterprise = "enterprise",
        Site = "site",
        Venue = "venue",
        Facility = "facility",
        Project = "project",
        Vehicle = "vehicle",
        RiskPoint = "risk_point",
        Watercourse = "watercourse",
        Household = "household",
    }
}

kernel::words! {
    pub enum SubjectStatus {
        Active = "active",
        Withdrawn = "withdrawn",
    }
}

kernel::words! {
    /// The three that answer for a subject: the unit itself, the place it lies in, the department that regulates it.
    pub enum Party {
        Enterprise = "enterprise",
        Territory = "territory",
        Department = "department",
    }
}

kernel::words! {
    pub enum AccountStatus {
        Active = "active",
        Disabled = "disabled",
    }
}

kernel::words! {
    pub enum PostKind {
        /// 带班领导
        DutyLeader = "duty_leader",
        /// 值班员
        DutyOfficer = "duty_officer",
    }
}

kernel::words! {
    /// Which side of a hand-over signs.
    pub enum Side {
        Outgoing = "outgoing",
        Incoming = "incoming",
    }
}

//! A small district for the tests of this crate and of those above it: an office, two departments, two townships, two
//! enterprises, thirteen people, and one subject an enterprise.

use kernel::{Act, Actor, Ctx, Division, Instant, OrganisationId, PersonId, PolicyRow, Role, Scope, Sector};
use ledger::Tx;
use ledger::testing::TestDb;

use crate::{
    OrganisationKind, SubjectId, SubjectKind, account, division, membership, organisation, person, query, subject,
};

/// Ids of the district's people and bodies. Enterprise and subject 0 lie in township 0, so with 1.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Fixture {
    pub office: OrganisationId,
    /// The emergency bureau (chemicals, industry, mines) and the housing bureau (construction, gas).
    pub departments: [OrganisationId; 2],
    pub townships: [OrganisationId; 2],
    pub township_divisions: [Division; 2],
    /// A village in each township.
    pub villages: [Division; 2],
    /// Chemicals in township 0, construction in township 1.
    pub enterprises: [OrganisationId; 2],
    pub subjects: [SubjectId; 2],
    pub enterprise_heads: [PersonId; 2],
    pub enterprise_officers: [PersonId; 2],
    pub administrator: PersonId,
    pub security_officer: PersonId,
    pub auditor: PersonId,
    pub district_clerk: PersonId,
    /// Of the emergency bureau, for its sectors.
    pub department_clerk: PersonId,
    /// Of township 0.
    pub township_officer: PersonId,
    /// Of the emergency bureau, district-wide.
    pub inspector: PersonId,
    pub duty_officer: PersonId,
    pub leader: PersonId,
}

pub const CHEMICAL: [Sector; 3] = [Sector::HazardousChemicals, Sector::Industry, Sector::NonCoalMines];
pub const BUILDING: [Sector; 2] = [Sector::Construction, Sector::TownGas];

/// Writes the district; every membership is active, every person has an account.
pub fn district(t: &TestDb) -> Fixture {
    t.db.write_blocking("fixture", &t.rule(), build).expect("the fixture is well-formed")
}

fn build(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Fixture, kernel::Error> {
    let county = ctx.district.division();
    let (township_divisions, villages) = places(tx, ctx, county)?;
    let mut body = |name: &str, short: &str, kind, division, regulates: &[Sector]| {
        organisation::register(
            tx,
            ctx,
            &organisation::Register {
                id: None,
                name: name.into(),
                short_name: short.into(),
                kind,
                division,
                parent: None,
                regulates: regulates.to_vec(),
                uscc: None,
            },
        )
    };
    use OrganisationKind::{Department, Enterprise, Office, Township};
    let [east, west] = township_divisions;
    let office = body("望澜县安全生产委员会办公室", "县安委办", Office, county, &[])?;
    let departments = [
        body("望澜县应急管理局", "县应急局", Department, county, &CHEMICAL)?,
        body("望澜县住房和城乡建设局", "县住建局", Department, county, &BUILDING)?,
    ];
    let townships = [
        body("城关镇人民政府", "城关镇", Township, east, &[])?,
        body("河口镇人民政府", "河口镇", Township, west, &[])?,
    ];
    let enterprises = [
        body("望澜鑫源化工有限公司", "鑫源化工", Enterprise, villages[0], &[])?,
        body("望澜宏业建筑工程有限公司", "宏业建筑", Enterprise, villages[1], &[])?,
    ];
    let mut human = |name: &str, organisation, position: &str| {
        let phone = Some("13900000217".to_owned());
        let cmd = person::Register { name: name.into(), organisation, position: position.into(), phone };
        person::register(tx, ctx, &cmd)
    };
    let fixture = Fixture {
        office,
        departments,
        townships,
        township_divisions,
        villages,
        enterprises,
        subjects: [kernel::Identity::from_bytes([0; 16]); 2],
        enterprise_heads: [human("郑大海", enterprises[0], "总经理")?, human("钱万里", enterprises[1], "总经理")?],
        enterprise_officers: [
            human("孙小安", enterprises[0], "安全主管")?,
            human("周小全", enterprises[1], "安全主管")?,
        ],
        administrator: human("甲一", office, "系统管理员")?,
        security_officer: human("乙二", office, "安全保密员")?,
        auditor: human("丙三", office, "安全审计员")?,
        district_clerk: human("丁四", office, "科员")?,
        department_clerk: human("戊五", departments[0], "科员")?,
        township_officer: human("己六", townships[0], "应急办主任")?,
        inspector: human("庚七", departments[0], "执法人员")?,
        duty_officer: human("辛八", office, "值班员")?,
        leader: human("壬九", office, "副县长")?,
    };
    parts(tx, ctx, &fixture, county)?;
    let subjects = subjects(tx, ctx, &fixture)?;
    Ok(Fixture { subjects, ..fixture })
}

fn places(tx: &mut Tx<'_>, ctx: &Ctx, county: Division) -> Result<([Division; 2], [Division; 2]), kernel::Error> {
    let mut define = |code: Division, name: &str, type_name: &str| {
        division::define(tx, ctx, &division::Define { code, name: name.into(), type_name: type_name.into() })
    };
    let city = county.parent().expect("a county has a city");
    define(city.parent().expect("a city has a province"), "测试省", "省")?;
    define(city, "测试市", "地级市")?;
    define(county, "望澜县", "县")?;
    let within = |n: i64| Division::new(county.code() + n).expect("a code within the county");
    let (townships, villages) = ([within(101_000), within(102_000)], [within(101_201), within(102_201)]);
    for (code, name) in townships.iter().zip(["城关镇", "河口镇"]) {
        define(*code, name, "镇")?;
    }
    for (code, name) in villages.iter().zip(["东门村", "渡口村"]) {
        define(*code, name, "村")?;
    }
    Ok((townships, villages))
}

/// Heads, memberships and accounts.
fn parts(tx: &mut Tx<'_>, ctx: &Ctx, f: &Fixture, county: Division) -> Result<(), kernel::Error> {
    for (body, head) in f.enterprises.iter().zip(f.enterprise_heads) {
        organisation::appoint_head(tx, ctx, *body, head)?;
    }
    let heads = [(f.office, f.leader), (f.departments[0], f.inspector), (f.townships[0], f.township_officer)];
    for (body, head) in heads {
        organisation::appoint_head(tx, ctx, body, head)?;
    }
    let chemical = CHEMICAL.to_vec();
    let parts = [
        (f.administrator, f.office, county, Role::Administrator, vec![], "admin"),
        (f.security_officer, f.office, county, Role::SecurityOfficer, vec![], "security"),
        (f.auditor, f.office, county, Role::Auditor, vec![], "audit"),
        (f.district_clerk, f.office, county, Role::DistrictClerk, vec![], "district"),
        (f.department_clerk, f.departments[0], county, Role::DepartmentClerk, chemical.clone(), "department"),
        (f.township_officer, f.townships[0], f.township_divisions[0], Role::TownshipOfficer, vec![], "township"),
        (f.inspector, f.departments[0], county, Role::Inspector, chemical, "inspector"),
        (f.enterprise_officers[0], f.enterprises[0], f.villages[0], Role::EnterpriseUser, vec![], "enterprise0"),
        (f.enterprise_officers[1], f.enterprises[1], f.villages[1], Role::EnterpriseUser, vec![], "enterprise1"),
        (f.duty_officer, f.office, county, Role::DutyOfficer, vec![], "duty"),
        (f.leader, f.office, county, Role::Leader, vec![], "leader"),
    ];
    for (person, organisation, division, role, sectors, login) in parts {
        let from = Instant::from_micros(0);
        let grant =
            membership::Grant { person, organisation, division, role, sectors, from, to: None, deputy_for: None };
        let id = membership::grant(tx, ctx, &grant)?;
        membership::activate(tx, ctx, id)?;
        account::open(tx, ctx, &account::Open { login: login.into(), person })?;
    }
    Ok(())
}

fn subjects(tx: &mut Tx<'_>, ctx: &Ctx, f: &Fixture) -> Result<[SubjectId; 2], kernel::Error> {
    let mut subject = |name: &str, sector, n: usize| {
        let cmd = subject::Register {
            name: name.into(),
            kind: SubjectKind::Enterprise,
            sector,
            division: f.villages[n],
            address: "工业园区 1 号".into(),
            organisation: Some(f.enterprises[n]),
            longitude_e6: Some(102_700_000),
            latitude_e6: Some(25_040_000),
        };
        subject::register(tx, ctx, &cmd)
    };
    Ok([
        subject("望澜鑫源化工有限公司", Sector::HazardousChemicals, 0)?,
        subject("滨河花园二期工地", Sector::Construction, 1)?,
    ])
}

impl Fixture {
    /// One person who plays the role; of the two enterprise users the first.
    pub fn person(&self, role: Role) -> PersonId {
        match role {
            Role::Administrator => self.administrator,
            Role::SecurityOfficer => self.security_officer,
            Role::Auditor => self.auditor,
            Role::DistrictClerk => self.district_clerk,
            Role::DepartmentClerk => self.department_clerk,
            Role::TownshipOfficer => self.township_officer,
            Role::Inspector => self.inspector,
            Role::EnterpriseUser => self.enterprise_officers[0],
            Role::DutyOfficer => self.duty_officer,
            Role::Leader => self.leader,
        }
    }

    /// The context of a request of that role for one act.
    pub fn ctx(&self, t: &TestDb, role: Role, policy: &'static [PolicyRow], act: &'static str) -> Ctx {
        self.ctx_of(t, self.person(role), policy, act)
    }

    /// The context of a request of any person for one act, as `server` builds it.
    pub fn ctx_of(&self, t: &TestDb, person: PersonId, policy: &'static [PolicyRow], act: &'static str) -> Ctx {
        let base = t.rule();
        let acting =
            t.db.read_blocking(|r| query::memberships(r, base.district, person))
                .expect("the memberships of the fixture are readable");
        let scope = match policy.iter().find(|row| row.act == Act(act)) {
            Some(row) => Scope::of(row, base.district, Some(person), &acting, base.now),
            None => Scope::nothing(base.district),
        };
        Ctx { actor: Actor::Person(person), acting, scope, policy, origin: kernel::Origin::Page, ..base }
    }
}

//! A small district for these tests: that of `registry::testing` with one of everything in three places, and for every
//! role people who may come in and people who may not any more.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Router;
use kernel::{Ctx, Error, Instant, OrganisationId, PersonId, PolicyRow, Role, Sector, Span};
use ledger::testing::{TestDb, db_with, filled};
use ledger::{Clock as _, Config, Db, Tx};
use obligation::{Check, Due, Owner, Ref};
use page::Route;
use registry::testing::Fixture;
use registry::{OrganisationKind, SubjectKind, account, membership, organisation, post, shift, subject};
use server::gate::Gate;
use server::sign_in::session;
use server::{assemble, concepts, deliveries, installation, layers, policy};

use crate::acted::risk;
use crate::ask::Site;
use crate::hazards::{self, Hazards, Listings};
use crate::letters::{self, Cases, Letters};
use crate::players::{human, part, players_of, staff};

pub use crate::players::{Player, Standing};

/// Where an object lies, seen from township 0, enterprise 0 and the emergency bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In township 0, of enterprise 0, chemicals.
    Own,
    /// Of the county itself, in no township, of the water bureau.
    Parent,
    /// In township 1, of enterprise 1, construction.
    Sibling,
}

impl Place {
    pub const ALL: [Place; 3] = [Place::Own, Place::Parent, Place::Sibling];
}

/// One of everything in one place.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Spot {
    pub organisation: OrganisationId,
    pub person: PersonId,
    /// Who has no account yet, and the account of one who left.
    pub newcomer: PersonId,
    pub left: registry::AccountId,
    pub subject: registry::SubjectId,
    pub hazards: Hazards,
    pub came_back: hazards::CameBack,
    /// A risk whose first measure is to be put in place and whose second waits for a look.
    pub risk: hazard::risk::assessment::RiskAssessmentId,
    pub listings: Listings,
    /// What the public reported there, with a contact.
    pub public_report: hazard::public_report::PublicReportId,
    /// Its receipt number.
    pub receipt: String,
    pub stops: crate::stops::Stops,
    pub registers: crate::enterprise::Registers,
    pub incident: incident::IncidentId,
    pub disasters: crate::disasters::Disasters,
    pub campaigns: crate::campaigns::Campaigns,
    pub meetings: crate::meetings::Meetings,
    pub oversights: crate::oversights::Oversights,
    pub special: crate::special::Special,
    pub attentions: crate::attentions::Attentions,
    pub signals: crate::signals::Signals,
    pub floods: crate::floods::Floods,
    pub fires: crate::fires::Fires,
    pub investigations: crate::investigations::Investigations,
    /// A photo that the body's person showed for the hazard to rectify, and a file half sent.
    pub evidence: evidence::EvidenceId,
    pub upload: evidence::UploadId,
    /// A duty without check, owed by the organisation to the office.
    pub obligation: obligation::ObligationId,
    /// What its lateness could lead to.
    pub letters: Letters,
    /// That its body neglected the hazard to rectify.
    pub cases: Cases,
    pub account: registry::AccountId,
    pub membership: registry::MembershipId,
    pub post: registry::PostId,
    pub shift: registry::ShiftId,
    pub responsibility: registry::ResponsibilityId,
    pub sector: Sector,
    /// 0 and 1; none for the county itself.
    pub township: Option<usize>,
    pub division: kernel::Division,
    /// Who looks at its hazards.
    pub checker: OrganisationId,
    pub names: Names,
}

/// Words that stand on no page but of those who reach the place.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Names {
    pub organisation: &'static str,
    pub person: &'static str,
    pub newcomer: &'static str,
    pub subject: &'static str,
    pub hazard: &'static str,
    pub post: &'static str,
}

pub struct World {
    pub t: TestDb,
    pub f: Fixture,
    pub spots: Vec<Spot>,
    pub players: Vec<Player>,
    pub rule: evidence::rule::EvidenceRuleId,
    pub kept: crate::briefings::Kept,
    /// By which the risks here are computed.
    pub scheme: hazard::risk::scheme::RiskSchemeId,
    pub frequency: hazard::risk::frequency::InspectionFrequencyId,
    /// Felt, told by two networks, to be checked.
    pub earthquake: earthquake::EarthquakeId,
    /// While set, every act that would record a fact is undone at its end with "somebody else changed it first".
    pub dry: Arc<AtomicBool>,
    /// An export with changes in it, made when it is first asked for.
    pub sheet: std::cell::OnceCell<Vec<u8>>,
}

pub const DRY: &str = "Somebody else changed it first";

impl World {
    /// Written once for a build of the tests, and copied from then on.
    pub fn new() -> Self {
        let dry = Arc::new(AtomicBool::new(false));
        let place = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (t, told) = filled(
            place,
            concepts::all(),
            |config| furnished(config, &dry),
            |t| serde_json::to_string(&write(t)).unwrap(),
        );
        // Its names last as long as the test.
        let known: Known = serde_json::from_str(told.leak()).unwrap();
        Self::of(t, known, dry)
    }

    /// Written by this very writer, and not copied.
    pub fn anew() -> TestDb {
        let t = db_with(concepts::all(), |config| furnished(config, &Arc::default()));
        write(&t);
        t
    }

    fn of(t: TestDb, known: Known, dry: Arc<AtomicBool>) -> Self {
        let Known { f, spots, players, rule, kept, scheme, frequency, earthquake } = known;
        Self { t, f, spots, players, rule, kept, scheme, frequency, earthquake, dry, sheet: std::cell::OnceCell::new() }
    }

    /// The same district once more, in which nothing has happened since.
    pub fn copy(&self) -> Self {
        let dry = Arc::new(AtomicBool::new(false));
        let known = Known {
            f: self.f.clone(),
            spots: self.spots.clone(),
            players: self.players.clone(),
            rule: self.rule,
            kept: self.kept,
            scheme: self.scheme,
            frequency: self.frequency,
            earthquake: self.earthquake,
        };
        Self::of(self.t.copy(concepts::all(), |config| furnished(config, &dry)), known, dry)
    }

    pub fn spot(&self, place: Place) -> &Spot {
        &self.spots[place as usize]
    }

    pub fn player(&self, role: Role, standing: Standing) -> &Player {
        self.players.iter().find(|p| p.role == role && p.standing == standing).unwrap()
    }

    /// The cookie of the one who plays the role.
    pub fn cookie(&self, role: Role) -> String {
        self.player(role, Standing::Active).cookie()
    }

    /// Begins the player's session, or begins it again.
    pub fn start(&self, it: &Player) {
        let it = it.clone();
        self.write(move |tx, ctx| begin(tx, ctx, &it));
    }

    pub fn write<T>(&self, run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static) -> T
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.db.write_blocking("test", &self.t.rule(), run).unwrap()
    }

    /// The router as the program serves it.
    pub fn site(&self) -> Site {
        Site::new(server::serve::router(&self.t.db, self.t.clock.clone()).unwrap())
    }

    /// The same with other routes or another policy, for what must be seen to fail.
    pub fn site_with(&self, rows: Vec<Route<Db>>, policy: &'static [PolicyRow]) -> Result<Site, Vec<String>> {
        let gate = Gate { policy, ..self.gate() };
        assemble::assemble(rows, &gate).map(|router: Router| Site::new(layers::around(router)))
    }

    pub fn gate(&self) -> Gate {
        Gate {
            db: self.t.db.clone(),
            clock: self.t.clock.clone(),
            policy: policy::POLICY,
            district: ledger::testing::district(),
            district_name: "望澜县".into(),
            sample: true,
            act: kernel::Act("none"),
            api: false,
            past: None,
            replay_until: None,
        }
    }

    pub fn count(&self, table: &str) -> i64 {
        self.t.db.read_blocking(|r| r.value(&format!("SELECT COUNT(*) FROM {table}"), &[])).unwrap()
    }

    pub fn now(&self) -> Instant {
        self.t.clock.now()
    }

    /// The organisation in whose name the role acts.
    pub fn body_of(&self, role: Role) -> OrganisationId {
        match role {
            Role::DepartmentClerk | Role::Inspector => self.f.departments[0],
            Role::TownshipOfficer => self.f.townships[0],
            Role::EnterpriseUser => self.f.enterprises[0],
            _ => self.f.office,
        }
    }
}

/// What is in the district.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Known {
    f: Fixture,
    spots: Vec<Spot>,
    players: Vec<Player>,
    rule: evidence::rule::EvidenceRuleId,
    kept: crate::briefings::Kept,
    scheme: hazard::risk::scheme::RiskSchemeId,
    frequency: hazard::risk::frequency::InspectionFrequencyId,
    earthquake: earthquake::EarthquakeId,
}

fn write(t: &TestDb) -> Known {
    t.db.write_blocking("found", &t.rule(), |tx, ctx| installation::found(tx, ctx, "望澜县", true)).unwrap();
    let f = registry::testing::district(t);
    obligation::testing::seed(t);
    let scheme = hazard::risk::testing::scheme(t);
    let frequency = hazard::risk::testing::frequency(t);
    let spots = spots(t, &f);
    let players = Standing::ALL.iter().flat_map(|s| Role::ALL.iter().map(|r| (*r, *s))).collect::<Vec<_>>();
    let players = players_of(t, &f, players);
    t.clock.advance(Span::days(1));
    server::timers::index_texts(&t.db, &t.clock, ledger::testing::district()).unwrap();
    let rule =
        t.db.write_blocking("evidence rule", &t.rule(), |tx, ctx| evidence::rule::set(tx, ctx, &photos_asked(ctx)));
    t.db.write_blocking("complaint", &t.rule(), one_complaint).unwrap();
    let earthquake = crate::earthquakes::earthquake(t);
    let kept = crate::briefings::begin(t);
    move_in(t, &players);
    let mut sequencer = server::log::sequencer(&t.db, ledger::testing::district(), false).unwrap();
    sequencer.step(&t.rule()).unwrap();
    Known { f, spots, players, rule: rule.unwrap(), kept, scheme, frequency, earthquake }
}

/// One entry that waits for an answer, and no other: complaints are no facts, so that nothing undoes them in a dry run.
pub fn one_complaint(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
    tx.execute("DELETE FROM complaint", &[])?;
    tx.execute(
        "INSERT INTO complaint (district, number, sent_at, text, contact, request)
         VALUES ($1, '2026-0000', $2, '同一张表要报三个部门。', '安委办转', $3)",
        ledger::params![ctx.district, ctx.now, ctx.request.0],
    )?;
    Ok(())
}

/// Everybody has a session. Those of disabled accounts are begun after the disabling, which ends the ones before, so that
/// the account itself is asked about and not only its sessions.
fn move_in(t: &TestDb, players: &[Player]) {
    let players = players.to_vec();
    let began = t.db.write_blocking("sessions", &t.rule(), move |tx, ctx| {
        for it in players.iter().filter(|p| p.standing == Standing::Disabled) {
            account::disable(tx, ctx, it.account, "调离")?;
        }
        players.iter().try_for_each(|it| begin(tx, ctx, it))
    });
    began.unwrap();
}

fn furnished(config: Config, dry: &Arc<AtomicBool>) -> Config {
    Config { consequences: crate::undone::undone_while(dry), deliveries: deliveries::deliveries(), ..config }
}

fn photos_asked(ctx: &Ctx) -> evidence::rule::SetRule {
    evidence::rule::SetRule {
        duty: hazard::DUTY_RECTIFY.into(),
        grade: Some("major".into()),
        photos: 1,
        reason: "重大隐患销号须凭整改后现场影像核验".into(),
        source: "望安委〔2026〕9 号".into(),
        from: ctx.now.day(),
        to: None,
    }
}

fn begin(tx: &mut Tx<'_>, ctx: &Ctx, it: &Player) -> Result<(), Error> {
    tx.execute("DELETE FROM session WHERE district = $1 AND account = $2", ledger::params![ctx.district, it.account])?;
    session::start(tx, ctx, it.account, it.person, &it.token)
}

/// What is different between the three places.
pub struct Seed {
    pub organisation: OrganisationId,
    pub person: PersonId,
    pub subject: registry::SubjectId,
    pub sector: Sector,
    pub township: Option<usize>,
    pub division: kernel::Division,
    pub checker: OrganisationId,
    pub login: &'static str,
    pub names: Names,
}

fn spots(t: &TestDb, f: &Fixture) -> Vec<Spot> {
    let names = |organisation, person, newcomer, subject, hazard, post| Names {
        organisation,
        person,
        newcomer,
        subject,
        hazard,
        post,
    };
    let own =
        names("望澜鑫源化工有限公司", "孙小安", "毛新一", "望澜鑫源化工有限公司", "除尘管道积尘厚度超标", "化工值班室");
    let parent = names("望澜县水务局", "水大江", "毛新二", "望澜县第二自来水厂", "加氯间报警器失效", "水务值班室");
    let sibling =
        names("望澜宏业建筑工程有限公司", "周小全", "毛新三", "滨河花园二期工地", "脚手架连墙件缺失", "工地值班室");
    let (water, clerk, plant) = county_body(t, &parent);
    let at = |n: usize, sector, login, names| Seed {
        organisation: f.enterprises[n],
        person: f.enterprise_officers[n],
        subject: f.subjects[n],
        sector,
        township: Some(n),
        division: f.villages[n],
        checker: f.departments[n],
        login,
        names,
    };
    let county = Seed {
        organisation: water,
        person: clerk,
        subject: plant,
        sector: Sector::WaterWorks,
        township: None,
        division: ledger::testing::district().division(),
        checker: f.office,
        login: "water",
        names: parent,
    };
    let seeds = [
        at(0, Sector::HazardousChemicals, "enterprise0", own),
        county,
        at(1, Sector::Construction, "enterprise1", sibling),
    ];
    seeds.into_iter().map(|seed| spot(t, f, seed)).collect()
}

/// A bureau of the county with its waterworks.
fn county_body(t: &TestDb, names: &Names) -> (OrganisationId, PersonId, registry::SubjectId) {
    let names = names.clone();
    let made = t.db.write_blocking("county", &t.rule(), move |tx, ctx| {
        let county = ctx.district.division();
        let body = organisation::Register {
            id: None,
            name: names.organisation.into(),
            short_name: "县水务局".into(),
            kind: OrganisationKind::Department,
            division: county,
            parent: None,
            regulates: vec![Sector::WaterWorks],
            uscc: None,
        };
        let body = organisation::register(tx, ctx, &body)?;
        let clerk = human(tx, ctx, body, names.person)?;
        let part = part(clerk, body, county, Role::DepartmentClerk, vec![Sector::WaterWorks]);
        let id = membership::grant(tx, ctx, &part)?;
        membership::activate(tx, ctx, id)?;
        account::open(tx, ctx, &account::Open { login: "water".into(), person: clerk })?;
        let plant = subject::Register {
            name: names.subject.into(),
            kind: SubjectKind::Facility,
            sector: Sector::WaterWorks,
            division: county,
            address: "县城北".into(),
            organisation: Some(body),
            longitude_e6: None,
            latitude_e6: None,
        };
        Ok((body, clerk, subject::register(tx, ctx, &plant)?))
    });
    made.unwrap()
}

fn spot(t: &TestDb, f: &Fixture, seed: Seed) -> Spot {
    let hazards = hazards::hazards(t, f, &seed);
    let risk = risk(t, f, &seed);
    let listings = hazards::listings(t, f, &seed);
    hazards::judged_long_ago(t, f, &seed);
    let came_back = hazards::came_back(t, f, &seed);
    let stops = crate::stops::stops(t, f, &seed, hazards.to_rectify, hazards.major);
    let public_report = crate::public_reports::received(t, f, &seed);
    let registers = crate::enterprise::registers(t, &seed);
    let incident = crate::incidents::incident(t, &seed);
    let disasters = crate::disasters::disasters(t, f, &seed);
    let campaigns = crate::campaigns::campaigns(t, f, &seed);
    let meetings = crate::meetings::meetings(t, f, &seed);
    let oversights = crate::oversights::oversights(t, f, &seed);
    let special = crate::special::special(t, f, &seed);
    let attentions = crate::attentions::attentions(t, f, &seed);
    let signals = crate::signals::signals(t, &seed);
    let floods = crate::floods::floods(t, &seed);
    let fires = crate::fires::fires(t, f, &seed);
    let investigations = crate::investigations::investigations(t, &seed);
    let obligation = duty(t, f, &seed, hazards.to_rectify);
    let letters = letters::letters(t, obligation);
    let cases = letters::cases(t, &seed, hazards.to_rectify);
    let (evidence, upload) = files(t, &seed, hazards.to_rectify);
    let (newcomer, left) = staff(t, &seed);
    let (post, shift, responsibility) = duties(t, &seed, newcomer);
    let account = t.db.read_blocking(|r| registry::query::account_by_login(r, t.rule().district, seed.login));
    let held = t.db.read_blocking(|r| registry::query::memberships_of(r, &t.rule(), seed.person)).unwrap();
    Spot {
        organisation: seed.organisation,
        person: seed.person,
        newcomer,
        left,
        subject: seed.subject,
        hazards,
        came_back,
        risk,
        listings,
        public_report: public_report.id,
        receipt: public_report.receipt,
        stops,
        registers,
        incident,
        disasters,
        campaigns,
        meetings,
        oversights,
        special,
        attentions,
        signals,
        floods,
        fires,
        investigations,
        evidence,
        upload,
        obligation,
        letters,
        cases,
        account: account.unwrap().unwrap().id,
        membership: held[0].id,
        post,
        shift,
        responsibility,
        sector: seed.sector,
        township: seed.township,
        division: seed.division,
        checker: seed.checker,
        names: seed.names,
    }
}

/// A photo of its own for each place, and a file of which nothing has arrived yet.
fn files(t: &TestDb, seed: &Seed, about: hazard::HazardId) -> (evidence::EvidenceId, evidence::UploadId) {
    use evidence::{About, Files, Phase, attach, upload};
    let said = upload::Announced { name: "现场照片.jpg".into(), bytes: 1_000, sha256: None };
    let photo = evidence::testing::photo(seed.division.code().unsigned_abs());
    let (ctx, files) = (t.person(seed.person), Files::of(&t.db));
    let first = said.clone();
    let id = t.db.write_blocking("upload", &ctx, move |tx, ctx| upload::begin(tx, ctx, &first)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        files.append(id, 0, photo.into(), u64::MAX).await.unwrap();
        upload::finish(&t.db, &files, &ctx, id, said.clone()).await.unwrap();
    });
    let made = t.db.write_blocking("files", &t.person(seed.person), move |tx, ctx| {
        let waiting = attach::waiting(tx, ctx, &[id])?;
        let shown = attach::attach(tx, ctx, &waiting, &About::new("hazard", about), Phase::Before)?;
        // It waits a day, and the tests begin tomorrow.
        let later = Ctx { now: ctx.now + Span::days(1), ..ctx.clone() };
        Ok((shown[0].id, upload::begin(tx, &later, &said)?))
    });
    made.unwrap()
}

fn duty(t: &TestDb, f: &Fixture, seed: &Seed, about: hazard::HazardId) -> obligation::ObligationId {
    let party = |organisation| Owner { organisation, person: None };
    let open = obligation::Open {
        about: Ref::new("series", about),
        duty: "report.weekly".into(),
        title: kernel::Personal::text(format!("{}的周报", seed.names.organisation)),
        owner: party(seed.organisation),
        owed_to: party(f.office),
        checker: None,
        check: Check::None,
        due: Due::At(t.clock.now() + Span::days(9)),
        source: None,
        division: seed.division,
        sector: Some(seed.sector),
        grade: None,
    };
    t.db.write_blocking("duty", &t.rule(), move |tx, ctx| obligation::open(tx, ctx, open.clone())).unwrap()
}

/// A post with a shift to come, and who answers for the subject after another did.
fn duties(
    t: &TestDb,
    seed: &Seed,
    next: PersonId,
) -> (registry::PostId, registry::ShiftId, registry::ResponsibilityId) {
    use registry::responsibility::{Appoint, appoint};
    let (organisation, person, subject, name) = (seed.organisation, seed.person, seed.subject, seed.names.post);
    let made = t.db.write_blocking("duties", &t.rule(), move |tx, ctx| {
        let post = post::Define { name: name.into(), kind: registry::PostKind::DutyOfficer, organisation };
        let post = post::define(tx, ctx, &post)?;
        let (from, to) = (ctx.now + Span::days(2), ctx.now + Span::days(3));
        let shift = shift::assign(tx, ctx, &shift::Assign { post, person, from, to })?;
        let appointed = Appoint {
            subject,
            party: registry::Party::Enterprise,
            person,
            organisation,
            from: ctx.now.day(),
            to: None,
            document: "望安委〔2026〕1 号".into(),
            acting: false,
        };
        appoint(tx, ctx, &appointed)?;
        let follows = Appoint { person: next, from: ctx.now.day().plus_days(1), ..appointed };
        Ok((post, shift, appoint(tx, ctx, &follows)?))
    });
    made.unwrap()
}

//! Erasing, of every object there is: nothing of its values is left anywhere, the ledger replays to what the tables hold, and
//! every proof stays valid.

use std::collections::BTreeSet;

use kernel::Identity as _;
use ledger::testing::district;
use proof::folder::Folder;
use proof::verify::{Against, verify};

use crate::world::World;

type Object = (String, [u8; 16]);

/// Every object with personal values, and the texts among those values that are long enough to be looked for.
fn held(world: &World) -> (BTreeSet<Object>, BTreeSet<String>) {
    let rows = world.t.db.read_blocking(|r| {
        r.rows("SELECT stream, id, value FROM personal", &[], |row| {
            Ok(((row.get::<String>(0)?, row.get::<[u8; 16]>(1)?), row.get::<String>(2)?))
        })
    });
    let (objects, values): (Vec<_>, Vec<_>) = rows.unwrap().into_iter().unzip();
    let texts = values.iter().filter_map(|value| serde_json::from_str::<String>(value).ok());
    // Words of ours, such as a login, and names of bodies, which are no persons, stand elsewhere too.
    let bodies = world.t.db.read_blocking(|r| r.rows("SELECT name FROM organisation_name", &[], |row| row.get(0)));
    let bodies: Vec<String> = bodies.unwrap();
    let of_a_body = |text: &str| bodies.iter().any(|name| name.contains(text));
    let telling = |text: &String| text.chars().count() >= 4 && !text.is_ascii() && !of_a_body(text);
    (objects.into_iter().collect(), texts.filter(telling).collect())
}

/// Tables with a column that holds one of the texts.
fn holding(world: &World, texts: &BTreeSet<String>) -> BTreeSet<String> {
    let columns = world.t.texts().into_iter().filter(|(column, _)| !column.starts_with("search_queue."));
    let holds = |cell: &String| texts.iter().any(|text| cell.contains(text.as_str()));
    columns.filter(|(_, cells)| cells.iter().any(holds)).map(|(column, _)| column).collect()
}

#[test]
fn everything_can_be_erased_and_nothing_of_it_is_left() {
    let world = World::new();
    let (objects, texts) = held(&world);
    let streams: BTreeSet<&str> = objects.iter().map(|(stream, _)| stream.as_str()).collect();
    assert!(streams.len() > 12 && texts.len() > 40, "{streams:?} {}", texts.len());
    assert!(holding(&world, &texts).len() > 12, "the search itself finds them");
    for (stream, id) in &objects {
        let erased = world.t.db.erase(&world.t.rule(), stream, *id, "依申请删除，受理号 2026-17");
        let erased = erased.unwrap_or_else(|error| panic!("{stream}: {error:?}"));
        assert!(erased > 0, "{stream}");
    }
    let left = "SELECT COUNT(*) FROM personal WHERE stream <> 'erasure'";
    assert_eq!(world.t.db.read_blocking(|r| r.value::<i64>(left, &[])).unwrap(), 0);
    let kept: BTreeSet<String> =
        ["installation", "complaint", "evidence_upload", "export", "import"].map(String::from).into();
    let still: Vec<String> =
        holding(&world, &texts).into_iter().filter(|it| !kept.contains(it.split('.').next().unwrap())).collect();
    assert_eq!(still, Vec::<String>::new(), "values are left in tables");
    world.t.assert_replay_agrees();
    assert_eq!(world.count("search"), 0);

    let mut sequencer = server::log::sequencer(&world.t.db, district(), false).unwrap();
    sequencer.step(&world.t.rule()).unwrap();
    let folder = Folder::new(server::log::folder(world.t.folder()));
    let keys = server::log::keys::public(world.t.folder()).unwrap();
    let report = verify(&folder, &Against { keys, ..Against::default() }).unwrap();
    assert_eq!(report.faults, []);
    let compared = server::log::compare::compare(&world.t.db, district(), &folder, report.size).unwrap();
    assert_eq!((compared.found, compared.compared), (0, report.size));
}

#[test]
fn an_erasure_is_on_record_and_is_not_done_twice() {
    let world = World::new();
    let (objects, _) = held(&world);
    let (stream, id) = objects.iter().find(|(stream, _)| stream == "person").unwrap();
    let erase = |stream: &str, id| world.t.db.erase(&world.t.rule(), stream, id, "依申请删除");
    erase(stream, *id).unwrap();
    assert_eq!(erase(stream, *id).unwrap_err().to_string(), "nothing personal is kept of it, or no longer");
    assert_eq!(erase("nowhere", *id).unwrap_err().to_string(), "there is no such stream in the ledger");
    let record = world.t.db.read_blocking(|r| {
        r.row("SELECT stream, object, values_erased, reason FROM erasure", &[], |row| {
            Ok((row.get::<String>(0)?, row.get::<[u8; 16]>(1)?, row.get::<i64>(2)?, row.get::<String>(3)?))
        })
    });
    let (of, object, values, reason) = record.unwrap().unwrap();
    assert_eq!((of.as_str(), object, reason.as_str()), ("person", *id, "依申请删除"));
    assert!(values > 0 && !kernel::PersonId::from_bytes(*id).to_text().is_empty());
    world.t.assert_replay_agrees();
}

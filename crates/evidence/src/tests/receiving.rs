//! Files on their way: in pieces, over a restart, for two people, onto a disk that refuses.

use std::fs;

use bytes::Bytes;
use kernel::{Ctx, Error, Identity as _, PersonId, RequestKey, Span};
use ledger::testing::{TestDb, db};

use crate::attach::{self, attach};
use crate::files::Files;
use crate::model::{About, Evidence, Phase};
use crate::upload::{self, Announced, KEPT_FOR, MOST_WAITING, UploadId};
use crate::{query, testing};

const PIECE: usize = 64 << 10;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn person(t: &TestDb, n: u8) -> Ctx {
    t.person(PersonId::from_bytes([n; 16]))
}

fn announced(bytes: usize) -> Announced {
    Announced { name: "照片 1.jpg".into(), bytes: bytes as u64, sha256: None }
}

fn about(n: u8) -> About {
    About { kind: "hazard".into(), id: [n; 16] }
}

/// One person's whole file, received.
fn sent(t: &TestDb, ctx: &Ctx, bytes: &[u8]) -> Result<UploadId, Error> {
    let files = Files::of(&t.db);
    runtime().block_on(async {
        let said = announced(bytes.len());
        let id = t.db.write("begin", ctx, {
            let said = said.clone();
            move |tx, ctx| upload::begin(tx, ctx, &said)
        });
        let id = id.await?;
        files.append(id, 0, Bytes::copy_from_slice(bytes), bytes.len() as u64).await?;
        Ok(upload::finish(&t.db, &files, ctx, id, said).await?.id)
    })
}

fn shown(t: &TestDb, ctx: &Ctx, id: UploadId, object: u8, phase: Phase) -> Result<Vec<Evidence>, Error> {
    let key = RequestKey(*id.bytes());
    let ctx = Ctx { request: key, ..ctx.clone() };
    t.db.write_blocking("show", &ctx, move |tx, ctx| {
        let files = attach::waiting(tx, ctx, &[id])?;
        attach(tx, ctx, &files, &about(object), phase).map(drop)
    })?;
    t.db.read_blocking(|r| query::of(r, &ctx, &about(object)))
}

#[test]
fn a_file_arrives_in_pieces_over_restarts() {
    let t = db(crate::CONCEPTS);
    let photo = testing::with_claims(&testing::jpeg(&testing::scene(3, 1_600, 1_200), 92), 1);
    assert!(photo.len() > 5 * PIECE, "{} bytes", photo.len());
    let (ctx, said) = (person(&t, 1), announced(photo.len()));
    let begun = said.clone();
    let id = t.db.write_blocking("begin", &ctx, move |tx, ctx| upload::begin(tx, ctx, &begun)).unwrap();
    let run = runtime();
    for (n, piece) in photo.chunks(PIECE).enumerate() {
        // Everything the program knew is gone; the disk remembers.
        let again = t.open_again(crate::CONCEPTS).unwrap();
        let files = Files::of(&again);
        let offset = (n * PIECE) as u64;
        assert_eq!(files.arrived(id), offset);
        let send = |from, bytes: &[u8]| run.block_on(files.append(id, from, Bytes::copy_from_slice(bytes), said.bytes));
        assert_eq!(send(offset, piece).unwrap(), offset + piece.len() as u64);
        // Sent twice, or with a gap: refused, and nothing is written.
        assert!(matches!(send(offset, piece), Err(Error::Conflict)));
        assert!(matches!(send(offset + 2 * PIECE as u64, piece), Err(Error::Conflict)));
    }
    let files = Files::of(&t.db);
    let over = run.block_on(files.append(id, said.bytes, Bytes::from_static(b"more"), said.bytes));
    assert!(matches!(over, Err(Error::Invalid(_))));
    let got = run.block_on(upload::finish(&t.db, &files, &ctx, id, said)).unwrap().found.unwrap();
    assert_eq!(run.block_on(files.original(got.sha256)).unwrap(), photo);
    assert_eq!(files.arrived(id), 0, "the waiting file is gone");
    let all = shown(&t, &ctx, id, 1, Phase::Before).unwrap();
    assert_eq!((all.len(), all[0].width, all[0].uploader), (1, Some(1_600), ctx.person()));
    assert_eq!(all[0].position.unwrap().to_string(), "25.036761, 102.709600");
    t.assert_replay_agrees();
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let t = db(crate::CONCEPTS);
    let photo = testing::photo(1);
    //      bytes                                           refusal
    let rows: [(&[u8], &str); 4] = [
        (b"<html>page.png</html>", "evidence: not a file we take: JPEG, PNG, WebP, PDF, Word (.docx) or Excel (.xlsx)"),
        (&photo[..photo.len() / 2], "evidence: the picture is damaged or cut off"),
        (&testing::bomb(30_000, 30_000), "evidence: more than 100 million pixels"),
        (
            &testing::archive(&[("a.txt", b"a")]),
            "evidence: not a file we take: JPEG, PNG, WebP, PDF, Word (.docx) or Excel (.xlsx)",
        ),
    ];
    for (bytes, refusal) in rows {
        assert_eq!(sent(&t, &person(&t, 1), bytes).unwrap_err().to_string(), refusal);
    }
    assert_eq!(fs::read_dir(t.folder().join("evidence/waiting")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(t.folder().join("evidence")).unwrap().count(), 1, "a file was stored");
    let rows: i64 = t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM evidence_upload", &[])).unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn announcements() {
    let t = db(crate::CONCEPTS);
    let begin = |ctx: &Ctx, bytes: u64| {
        let said = Announced { name: "a.jpg".into(), bytes, sha256: None };
        let begun = t.db.write_blocking("begin", ctx, move |tx, ctx| upload::begin(tx, ctx, &said));
        begun.map(|_| String::from("begun")).unwrap_or_else(|error| error.to_string())
    };
    //                                     bytes       outcome
    assert_eq!(begin(&person(&t, 1), 0), "evidence: the file is empty");
    assert_eq!(begin(&person(&t, 1), 30 << 20), "evidence: larger than 20 MiB");
    assert_eq!(begin(&person(&t, 1), 20 << 20), "begun");
    for _ in 1..MOST_WAITING {
        assert_eq!(begin(&person(&t, 1), 10), "begun");
    }
    let full = "evidence: too many of your files wait to be used";
    assert_eq!(begin(&person(&t, 1), 10), full);
    for _ in 0..10 {
        assert_eq!(begin(&person(&t, 2), 20 << 20), "begun");
    }
    assert_eq!(begin(&person(&t, 2), 1), full, "200 MiB are enough");
    t.clock.advance(KEPT_FOR);
    assert_eq!(begin(&person(&t, 1), 10), "begun");
}

/// A form announces nothing, so that its files are counted when they have come.
#[test]
fn a_file_too_many_of_a_form_is_not_kept() {
    let t = db(crate::CONCEPTS);
    let (files, run, ctx) = (Files::of(&t.db), runtime(), person(&t, 1));
    let of_form = |bytes: Vec<u8>, n: u8| {
        run.block_on(async {
            let id = UploadId::from_bytes([n; 16]);
            files.append(id, 0, Bytes::from(bytes), u64::MAX).await?;
            upload::finish(&t.db, &files, &ctx, id, announced(1)).await.map(drop)
        })
    };
    for n in 0..MOST_WAITING as u8 {
        of_form(testing::pdf(), n).unwrap();
    }
    let stored = || fs::read_dir(t.folder().join("evidence")).unwrap().count();
    let before = stored();
    let full = "evidence: too many of your files wait to be used";
    assert_eq!(of_form(testing::word(), 200).unwrap_err().to_string(), full);
    assert!(run.block_on(files.original(crate::Digest::of(&testing::word()))).is_err(), "the file stayed");
    assert_eq!(of_form(testing::pdf(), 201).unwrap_err().to_string(), full);
    assert!(run.block_on(files.original(crate::Digest::of(&testing::pdf()))).is_ok(), "others named it");
    assert!(stored() <= before + 1, "at most an empty folder is left");
    assert_eq!(fs::read_dir(t.folder().join("evidence/waiting")).unwrap().count(), 0);
}

#[test]
fn two_pieces_for_one_place_take_turns() {
    let t = db(crate::CONCEPTS);
    let files = Files::of(&t.db);
    let run = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    for n in 0..20 {
        let id = UploadId::from_bytes([n; 16]);
        let sent = run.block_on(async {
            let send = |byte: u8| {
                let files = files.clone();
                tokio::spawn(async move { files.append(id, 0, Bytes::from(vec![byte; PIECE]), u64::MAX).await.is_ok() })
            };
            let all = [send(1), send(2), send(3), send(4)];
            let mut sent = 0;
            for one in all {
                sent += usize::from(one.await.unwrap());
            }
            sent
        });
        assert_eq!((sent, files.arrived(id)), (1, PIECE as u64));
    }
}

#[test]
fn an_upload_is_its_owners_alone_and_used_once() {
    let t = db(crate::CONCEPTS);
    let (mine, theirs) = (person(&t, 1), person(&t, 2));
    let id = sent(&t, &mine, &testing::photo(4)).unwrap();
    let gone = "evidence: a file is no longer here: choose it again";
    assert_eq!(shown(&t, &theirs, id, 1, Phase::Before).unwrap_err().to_string(), gone);
    assert!(t.db.read_blocking(|r| upload::find(r, &theirs, id)).is_err());
    assert_eq!(shown(&t, &mine, id, 1, Phase::Before).unwrap().len(), 1);
    let again = Ctx { request: RequestKey([77; 16]), ..mine };
    let used = t.db.write_blocking("again", &again, move |tx, ctx| attach::waiting(tx, ctx, &[id]).map(drop));
    assert_eq!(used.unwrap_err().to_string(), gone);
}

#[test]
fn the_same_photo_for_two_objects_is_found() {
    let t = db(crate::CONCEPTS);
    let photo = testing::jpeg(&testing::scene(8, 1_024, 768), 90);
    let smaller = testing::jpeg(&image::imageops::thumbnail(&testing::scene(8, 1_024, 768), 700, 525), 70);
    let at = |who: u8, bytes: &[u8], object: u8, phase| {
        t.clock.advance(Span::minutes(1));
        let ctx = person(&t, who);
        let id = sent(&t, &ctx, bytes).unwrap();
        let all = shown(&t, &ctx, id, object, phase).unwrap();
        let newest = all.last().unwrap().id;
        let ctx = t.rule();
        let found = t.db.read_blocking(|r| query::likenesses(r, &ctx, newest)).unwrap();
        found.into_iter().map(|it| (it.about.id[0], it.like.exact)).collect::<Vec<_>>()
    };
    //             who  bytes      object  phase           what shows the same
    assert_eq!(at(1, &photo, 1, Phase::Before), []);
    assert_eq!(at(2, &photo, 1, Phase::Before), [], "two people show one object");
    assert_eq!(at(1, &testing::photo(9), 2, Phase::Before), []);
    assert_eq!(at(2, &photo, 2, Phase::Before), [(1, true), (1, true)]);
    assert_eq!(at(3, &smaller, 3, Phase::After), [(1, false), (1, false), (2, false)]);
    assert_eq!(at(3, &smaller, 3, Phase::Before).len(), 4, "before and after show the same");
    let ctx = t.rule();
    let listed = t.db.read_blocking(|r| query::reuse(r, &ctx, 100)).unwrap();
    assert_eq!(listed.len(), 9);
    // One file on the disk for all who sent the same bytes.
    let stored = listed.iter().filter(|it| it.exact && it.about.id[0] == 2).count();
    assert_eq!(stored, 2);
    t.assert_replay_agrees();
}

#[test]
fn what_waits_too_long_is_cleared_and_what_is_shown_stays() {
    let t = db(crate::CONCEPTS);
    let (first, second) = (testing::photo(5), testing::photo(6));
    let used = sent(&t, &person(&t, 1), &first).unwrap();
    let same = sent(&t, &person(&t, 2), &first).unwrap();
    let left = sent(&t, &person(&t, 1), &second).unwrap();
    shown(&t, &person(&t, 1), used, 1, Phase::Before).unwrap();
    let half = t.db.write_blocking("begin", &person(&t, 1), |tx, ctx| upload::begin(tx, ctx, &announced(999))).unwrap();
    let (files, run) = (Files::of(&t.db), runtime());
    run.block_on(files.append(half, 0, Bytes::from_static(b"half"), 999)).unwrap();
    let clear = || run.block_on(upload::clear(&t.db, &files, &t.rule())).unwrap();
    t.clock.advance(Span::minutes(24 * 60 - 1));
    assert_eq!(clear(), 0);
    let found = |id| t.db.read_blocking(|r| upload::find(r, &person(&t, 1), id)).map(|it| it.found.unwrap().sha256);
    let sha256 = found(left).unwrap();
    t.clock.advance(Span::minutes(2));
    assert!(clear() >= 3, "{same} {left} {half}");
    assert_eq!(files.arrived(half), 0);
    assert!(found(left).is_err());
    assert!(run.block_on(files.original(sha256)).is_err(), "nobody names it any more");
    assert_eq!(run.block_on(files.original(crate::Digest::of(&first))).unwrap(), first, "it is evidence");
}

#[test]
fn a_swapped_file_is_noticed_and_a_damaged_copy_is_made_anew() {
    let t = db(crate::CONCEPTS);
    let photo = testing::photo(7);
    let id = sent(&t, &person(&t, 1), &photo).unwrap();
    let it = shown(&t, &person(&t, 1), id, 1, Phase::After).unwrap().remove(0);
    let (files, run) = (Files::of(&t.db), runtime());
    let name = it.sha256.to_string();
    let place = t.folder().join("evidence").join(&name[..2]).join(&name[2..]);
    let small = run.block_on(files.scaled(&it, 320)).unwrap();
    assert!(!small.remade && small.jpeg.len() < 60_000);
    fs::write(place.with_file_name(format!("{}.320.jpg", &name[2..])), testing::photo(8)).unwrap();
    let again = run.block_on(files.scaled(&it, 320)).unwrap();
    assert!(again.remade && again.jpeg == small.jpeg);
    let said = |result: Result<Vec<u8>, Error>| match result.unwrap_err() {
        Error::Internal(cause) => cause.to_string(),
        other => other.to_string(),
    };
    fs::write(&place, testing::photo(8)).unwrap();
    assert_eq!(said(run.block_on(files.original(it.sha256))), "a file of the evidence is damaged");
    fs::remove_file(&place).unwrap();
    assert_eq!(said(run.block_on(files.original(it.sha256))), "a file of the evidence is missing");
}

#[test]
fn a_disk_that_refuses_is_said_and_nothing_is_written() {
    let t = db(crate::CONCEPTS);
    // A folder that can't be made, for whoever runs the tests.
    fs::write(t.folder().join("evidence"), b"in the way").unwrap();
    let refused = sent(&t, &person(&t, 1), &testing::photo(1)).unwrap_err();
    assert!(matches!(refused, Error::Unavailable), "{refused}");
    let facts: i64 = t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact", &[])).unwrap();
    assert_eq!(facts, 0);
    assert_eq!(fs::read(t.folder().join("evidence")).unwrap(), b"in the way");
    // The disk is well again: the same upload goes on.
    fs::remove_file(t.folder().join("evidence")).unwrap();
    assert!(sent(&t, &person(&t, 1), &testing::photo(1)).is_ok());
}

#[test]
fn withdrawn_evidence_stays_and_says_so() {
    let t = db(crate::CONCEPTS);
    let id = sent(&t, &person(&t, 1), &testing::pdf()).unwrap();
    let it = shown(&t, &person(&t, 1), id, 1, Phase::Other).unwrap().remove(0);
    let withdraw = |reason: &'static str| {
        let done = t
            .db
            .write_blocking("withdraw", &t.rule(), move |tx, ctx| crate::withdraw::withdraw(tx, ctx, it.id, reason));
        done.map(|()| String::from("withdrawn")).unwrap_or_else(|error| error.to_string())
    };
    //                  reason      outcome
    assert_eq!(withdraw(" "), "reason: say why it is withdrawn");
    assert_eq!(withdraw("传错了文件"), "withdrawn");
    assert_eq!(withdraw("传错了文件"), "this evidence is withdrawn already");
    let ctx = t.rule();
    let all = t.db.read_blocking(|r| query::of(r, &ctx, &about(1))).unwrap();
    assert!(all.len() == 1 && all[0].withdrawn && !all[0].is_picture());
    t.assert_replay_agrees();
}

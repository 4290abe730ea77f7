//! The witness of this log: somebody else's machine that signs only what continues what it has signed before
//! (c2sp.org/tlog-witness). It is asked once a minute when the log has grown; the last head with its signature is kept
//! beside the log, and so is what it refused, until it signs again.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::time::Duration;

use kernel::{District, Error};
use ledger::Db;
use proof::checkpoint::Checkpoint;
use proof::folder::{CHECKPOINT, Folder};
use proof::note::{Note, Signature, Signed, Verifier};
use proof::witness::Request;
use sha2::Sha256;

use super::{data, folder, keys, origin};

const EVERY: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(20);
const SIGNED: &str = "witnessed.checkpoint";
const REFUSED: &str = "witnessed.refused";

/// Whom to ask, and the key that its signature is checked with.
#[derive(Debug, Clone)]
pub struct Asked {
    pub url: String,
    pub key: Verifier,
}

/// What became of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nothing has come in since it signed last.
    NothingNew,
    /// The witness signed the log of this many entries.
    Signed(u64),
    /// It could not be reached; it is asked again.
    Unreached(String),
    /// It refused: a person has to look.
    Refused(String),
}

/// The last head that the witness has signed, with its signature.
pub fn last(data: &Path, origin: &str, keys: &[Verifier]) -> Result<Option<(Checkpoint, Note)>, Error> {
    let Some(bytes) = read(&data.join(SIGNED))? else { return Ok(None) };
    let checkpoint = Checkpoint::open(&bytes, origin, keys).map_err(Error::internal)?;
    Ok(Some((checkpoint, Note::parse(&bytes).map_err(Error::internal)?)))
}

/// What the witness refused last, when it has not signed since.
pub fn refusal(data: &Path) -> Result<Option<String>, Error> {
    Ok(read(&data.join(REFUSED))?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Asks the witness to sign the head, if it is new to it.
pub fn ask(db: &Db, district: District, asked: &Asked) -> Result<Answer, Error> {
    let data = data(db);
    let files = Folder::new(folder(data));
    let (origin, own) = (origin(district, db.node()), keys::public(data)?);
    let Some(bytes) = files.read(CHECKPOINT).map_err(Error::internal)? else { return Ok(Answer::NothingNew) };
    let head = Checkpoint::open(&bytes, &origin, &own).map_err(Error::internal)?;
    let note = Note::parse(&bytes).map_err(Error::internal)?;
    let signed = last(data, &origin, &own)?.map_or(0, |(signed, _)| signed.size);
    if head.size == 0 || signed == head.size {
        return Ok(Answer::NothingNew);
    }
    let mut answer = put(asked, &files, signed, &head, &note)?;
    // It knows another head than we remember, because one of us was put back: it is asked from there.
    if let Put::Knows(kept) = answer
        && kept <= head.size
        && kept != signed
    {
        answer = put(asked, &files, kept, &head, &note)?;
    }
    let answer = match answer {
        Put::Signed(note) => {
            keep(&data.join(SIGNED), &note.to_string())?;
            gone(&data.join(REFUSED))?;
            Answer::Signed(head.size)
        }
        Put::Unreached(why) => Answer::Unreached(why),
        Put::Knows(kept) => {
            Answer::Refused(format!("it has signed a log of {kept} entries, this one has {}", head.size))
        }
        Put::Refused(why) => Answer::Refused(why),
    };
    if let Answer::Refused(why) = &answer {
        keep(&data.join(REFUSED), why)?;
    }
    Ok(answer)
}

/// What one request to `add-checkpoint` brought.
enum Put {
    Signed(Note),
    /// 409 with the size that the witness has signed last.
    Knows(u64),
    Unreached(String),
    Refused(String),
}

fn put(asked: &Asked, files: &Folder, old: u64, head: &Checkpoint, note: &Note) -> Result<Put, Error> {
    let proof = match old {
        0 => Vec::new(),
        _ => files.consistency::<Sha256>(old, head.size, head.size).map_err(Error::internal)?,
    };
    let request = Request { old, proof, checkpoint: note.clone() };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .proxy(None)
        .max_redirects(0)
        .build()
        .into();
    let mut response = match agent.post(format!("{}/add-checkpoint", asked.url)).send(request.to_string()) {
        Ok(response) => response,
        Err(cause) => return Ok(Put::Unreached(cause.to_string())),
    };
    let body = match response.body_mut().read_to_string() {
        Ok(body) => body,
        Err(cause) => return Ok(Put::Unreached(cause.to_string())),
    };
    Ok(match response.status().as_u16() {
        200 => cosigned(asked, note, &body),
        409 => match body.trim().parse() {
            Ok(kept) => Put::Knows(kept),
            Err(_) => Put::Refused(body),
        },
        status if status >= 500 => Put::Unreached(format!("{status} {body}")),
        status => Put::Refused(format!("{status} {body}")),
    })
}

/// The head with the witness's line, once it fits.
fn cosigned(asked: &Asked, note: &Note, body: &str) -> Put {
    let mut signed = note.clone();
    for line in body.lines() {
        match Signature::parse(line) {
            Some(line) => signed.add(line),
            None => return Put::Refused(format!("an answer that is no signature: {line:?}")),
        }
    }
    match signed.signed_by(&asked.key) {
        Signed::Yes => Put::Signed(signed),
        Signed::Missing => Put::Refused("the answer is not signed with the key of the settings".into()),
        Signed::Wrong => Put::Refused("the signature in the answer does not fit".into()),
    }
}

/// Asks until the process ends.
pub fn start(db: Db, district: District, asked: Asked) -> Result<(), Error> {
    let run = move || {
        let mut refused = false;
        loop {
            match ask(&db, district, &asked) {
                Ok(Answer::NothingNew | Answer::Signed(_)) => refused = false,
                Ok(Answer::Unreached(why)) => tracing::warn!(why, "the witness cannot be reached"),
                Ok(Answer::Refused(why)) => {
                    // Said once, not every minute; the page of the log says it as long as it holds.
                    if !refused {
                        tracing::error!(why, "the witness does not sign the log");
                    }
                    refused = true;
                }
                Err(error) => tracing::error!(%error, "the witness was not asked"),
            }
            std::thread::sleep(EVERY);
        }
    };
    std::thread::Builder::new().name("witnessed".into()).spawn(run).map(drop).map_err(Error::internal)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::internal(format!("{}: {cause}", path.display()))),
    }
}

/// Whole or not at all.
fn keep(path: &Path, text: &str) -> Result<(), Error> {
    let unfinished = path.with_extension("tmp");
    let written = fs::File::create(&unfinished)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, path));
    written.map_err(|cause| Error::internal(format!("{}: {cause}", path.display())))
}

fn gone(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            Err(Error::internal(format!("{}: {cause}", path.display())))
        }
        _ => Ok(()),
    }
}

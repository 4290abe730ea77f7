//! States of the past kept as files beside the ledger, so that what was known at a moment is played from the nearest one on and
//! not from the beginning.
//!
//! Always true: a kept state holds what playing everything anew would give, or it is not used. It was made by this very
//! program; nothing has been erased since; the last fact in it is still the last one until its moment. They can be
//! thrown away at any time.

use std::path::{Path, PathBuf};

use kernel::{Error, Instant, Span};

use crate::engine::{Connection, sqlite};
use crate::{Db, Reader, params};

const FOLDER: &str = "known";
/// A state on its way to its name.
const BEGUN: &str = "being-kept.db";
/// Facts between two states that are kept, at least: fewer are played in a second or two.
const APART: i64 = 50_000;
/// States that are kept; each is as large as the database was then.
const MOST: i64 = 6;
/// Later facts may still be on their way into a place before others.
const SETTLED_AFTER: Span = Span::minutes(10);

/// A state to keep, as its file is named. What it depends on is looked at before it is played, so that whatever changes
/// meanwhile shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub at: Instant,
    /// The place of the last fact in it.
    pub(crate) place: i64,
    /// Erasures in the whole ledger when it was made.
    erasures: i64,
    program: String,
}

impl Snapshot {
    fn name(&self) -> String {
        format!("{}-{}-{}-{}.db", self.at.micros(), self.place, self.erasures, self.program)
    }

    fn parse(name: &str) -> Option<Snapshot> {
        let mut parts = name.strip_suffix(".db")?.splitn(4, '-');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (at, place, erasures) = (Instant::from_micros(number()?), number()?, number()?);
        Some(Snapshot { at, place, erasures, program: parts.next()?.to_owned() })
    }
}

/// Which facts lie where, as far as kept states depend on it.
pub(crate) struct Standing<'a> {
    reader: &'a Reader<'a>,
    erasures: i64,
    program: &'a str,
}

impl Standing<'_> {
    pub(crate) fn of<'a>(reader: &'a Reader<'a>, program: &'a str) -> Result<Standing<'a>, Error> {
        let sql = "SELECT COUNT(*) FROM fact WHERE stream = 'erasure'";
        Ok(Standing { reader, erasures: reader.value(sql, params![])?, program })
    }

    fn holds(&self, it: &Snapshot) -> Result<bool, Error> {
        let same = it.erasures == self.erasures && it.program == self.program;
        Ok(same && self.reader.place_at(it.at)? == it.place)
    }

    pub(crate) fn at(&self, at: Instant) -> Result<Snapshot, Error> {
        let place = self.reader.place_at(at)?;
        Ok(Snapshot { at, place, erasures: self.erasures, program: self.program.to_owned() })
    }
}

impl Db {
    fn kept_folder(&self) -> PathBuf {
        self.folder().join(FOLDER)
    }

    fn kept(&self) -> Result<Vec<(Snapshot, PathBuf)>, Error> {
        let folder = self.kept_folder();
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(Error::internal)? {
            let entry = entry.map_err(Error::internal)?;
            if let Some(it) = entry.file_name().to_str().and_then(Snapshot::parse) {
                all.push((it, entry.path()));
            }
        }
        all.sort_by_key(|(it, _)| it.at);
        Ok(all)
    }

    /// The nearest kept state not later than a moment, if one can be used.
    pub(crate) fn nearest(&self, live: &Reader<'_>, at: Instant) -> Result<Option<(Snapshot, PathBuf)>, Error> {
        let Some(program) = self.program() else { return Ok(None) };
        let standing = Standing::of(live, program)?;
        for (it, file) in self.kept()?.into_iter().rev().filter(|(it, _)| it.at <= at) {
            if standing.holds(&it)? {
                return Ok(Some((it, file)));
            }
        }
        Ok(None)
    }

    /// The states that should be kept and are not, the earliest first. What can't be used any more is removed.
    pub fn states_to_keep(&self, now: Instant) -> Result<Vec<Snapshot>, Error> {
        let Some(program) = self.program() else { return Ok(Vec::new()) };
        self.read_blocking(|live| {
            let standing = Standing::of(live, program)?;
            let mut wanted = boundaries(live, now, APART)?;
            for (it, file) in self.kept()? {
                let place = wanted.iter().position(|at| *at == it.at);
                match place {
                    Some(place) if standing.holds(&it)? => drop(wanted.remove(place)),
                    _ => std::fs::remove_file(&file).map_err(Error::internal)?,
                }
            }
            wanted.into_iter().map(|at| standing.at(at)).collect()
        })
    }

    /// Keeps the file that [`Db::as_known`] made of a state that was to be kept; not where something was erased meanwhile.
    pub fn keep_state(&self, known: &Path, it: &Snapshot) -> Result<(), Error> {
        let folder = self.kept_folder();
        std::fs::create_dir_all(&folder).map_err(Error::internal)?;
        let (file, whole) = (folder.join(BEGUN), folder.join(it.name()));
        if file.exists() {
            std::fs::remove_file(&file).map_err(Error::internal)?;
        }
        let connection = Connection::Sqlite(sqlite::Session::plain(known)?);
        let target = file.to_str().ok_or_else(|| Error::internal("a folder whose name is no text"))?;
        connection.execute("VACUUM INTO $1", params![target])?;
        std::fs::rename(&file, &whole).map_err(Error::internal)?;
        // Looked at once it lies there: an erasure before this is seen here, one after it removes the file itself.
        if self.read_blocking(|live| Standing::of(live, &it.program)?.holds(it))? {
            return Ok(());
        }
        self.forget_states()
    }

    /// Removes every kept state: something in them is not to be known any more.
    pub(crate) fn forget_states(&self) -> Result<(), Error> {
        let begun = self.kept_folder().join(BEGUN);
        let files = self.kept()?.into_iter().map(|(_, file)| file).chain(begun.exists().then_some(begun));
        for file in files {
            match std::fs::remove_file(&file) {
                // Another process may have been first.
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::internal(error)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The moments of every so many facts, or twice as many and so on, so that they stay few.
pub(crate) fn boundaries(live: &Reader<'_>, now: Instant, mut apart: i64) -> Result<Vec<Instant>, Error> {
    let last = live.place_at(now - SETTLED_AFTER)?;
    while last / apart > MOST {
        apart *= 2;
    }
    let mut all = Vec::new();
    for place in (1..=last / apart).map(|n| n * apart) {
        let sql = "SELECT recorded_at FROM fact WHERE place >= $1 ORDER BY place LIMIT 1";
        let at: Instant = live.value(sql, params![place])?;
        if live.place_at(at)? <= last {
            all.push(at);
        }
    }
    all.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_what_it_depends_on() {
        let it = Snapshot { at: Instant::from_micros(12), place: 345, erasures: 6, program: "1f-7a".into() };
        assert_eq!(it.name(), "12-345-6-1f-7a.db");
        assert_eq!(Snapshot::parse(&it.name()), Some(it));
        for other in ["being-kept.db", "12-345-6.db", "12-345-x-1f.db", "12-345-6-1f.db-wal"] {
            assert_eq!(Snapshot::parse(other), None, "{other}");
        }
    }
}

//! States as bytes, for checkpoints.

use std::collections::HashMap;
use std::sync::Arc;

use super::quality::Quality;
use super::sequence::Sequences;
use super::{Engine, Skew, State, Watching};
use crate::bytes::{Bytes, put, put_signed};
use crate::directory::Directory;
use crate::site::{Site, SiteKey};
use crate::{RainDays, Recent, Watch};

const PIECE: usize = 1 << 20;

impl Engine {
    /// Gives the states in pieces of about a mebibyte.
    pub(crate) fn encode<E>(&self, write: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut piece = Vec::with_capacity(PIECE * 2);
        for (series, state) in self.directory.series().iter().zip(&self.series) {
            state.encode(&mut piece);
            match self.skews[series.device as usize].0 {
                Some(skew) => {
                    piece.push(1);
                    put_signed(&mut piece, skew);
                }
                None => piece.push(0),
            }
            if piece.len() >= PIECE {
                write(&piece)?;
                piece.clear();
            }
        }
        put(&mut piece, self.sites.len() as u64);
        for (it, site) in self.directory.sites().iter().zip(&self.sites) {
            it.key.encode(&mut piece);
            site.encode(&mut piece);
        }
        write(&piece)
    }

    /// The first `count` series have states; the directory may have more.
    pub(crate) fn decode(
        directory: Arc<Directory>,
        count: usize,
        (with_days, with_sites): (bool, bool),
        bytes: &mut Bytes<'_>,
    ) -> Option<Engine> {
        let mut engine = Engine::default();
        engine.skews.resize(directory.devices(), Skew::default());
        for series in directory.series().get(..count)? {
            engine.series.push(State::decode(bytes, with_days)?);
            engine.skews[series.device as usize] = match bytes.byte()? {
                0 => Skew(None),
                _ => Skew(Some(bytes.take_signed()?)),
            };
        }
        let mut sites = HashMap::new();
        if with_sites {
            for _ in 0..bytes.length(3)? {
                sites.insert(SiteKey::decode(bytes)?, Site::decode(bytes)?);
            }
        }
        engine.follow_from(directory, sites);
        bytes.is_empty().then_some(engine)
    }
}

impl State {
    fn encode(&self, out: &mut Vec<u8>) {
        self.recent.encode(out);
        self.sequences.fields().into_iter().for_each(|field| put(out, field));
        out.push(self.quality.flags);
        put_signed(out, self.quality.heard);
        put_signed(out, self.quality.same_since);
        out.push(u8::from(self.days.is_some()));
        self.days.iter().for_each(|days| days.encode(out));
        put(out, self.watches.len() as u64);
        for it in &self.watches {
            put(out, it.rule);
            it.watch.encode(out);
        }
    }

    fn decode(bytes: &mut Bytes<'_>, with_days: bool) -> Option<State> {
        let recent = Recent::decode(bytes)?;
        let sequences = Sequences::from_fields([bytes.take()?, bytes.take()?]);
        let quality = Quality { flags: bytes.byte()?, heard: bytes.take_signed()?, same_since: bytes.take_signed()? };
        let days = match with_days.then(|| bytes.byte()).flatten() {
            None | Some(0) => None,
            Some(_) => Some(Box::new(RainDays::decode(bytes)?)),
        };
        let count = bytes.length(3)?;
        let mut watches = Vec::with_capacity(count);
        for _ in 0..count {
            // Its place is known when the engine follows a directory.
            watches.push(Watching { rule: bytes.take()?, place: 0, watch: Watch::decode(bytes)? });
        }
        Some(State { recent, sequences, quality, days, watches })
    }
}

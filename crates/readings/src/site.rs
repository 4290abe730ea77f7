//! A rule at a site that several devices measure: the level that at least so many of its devices have.
//!
//! A pure function of what was told of each device. Like theirs, what is told of the site replaces everything said at or after
//! its time, so whoever applies it in order holds the timeline that the devices' timelines give, in whatever order those came.
//! A device counts from the moment on at which its own hold is over, and until its own clear is.
//!
//! Memory is bounded: [`Site::MOST`] turns of each device and of the site; behind the oldest nothing is put right.

use crate::bytes::{Bytes, put, put_signed};
use crate::timeline::{Timeline, Turned};
use crate::{Told, Turn};

/// Which rule at which site, by the caller's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteKey {
    pub rule: u64,
    pub site: u64,
}

/// A site as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteOf {
    pub key: SiteKey,
    /// How many of its devices must agree; all of them where it has fewer.
    pub agree: u32,
    /// Series, and the rule as it watches that series.
    pub members: Vec<(u32, u64)>,
}

/// What is known of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Of each member, in the order of the directory.
    members: Vec<((u32, u64), Timeline)>,
    said: Timeline,
    /// A device came or went: what it comes to now is to be said.
    is_stale: bool,
}

impl Site {
    /// Turns that are kept of each device and of the site.
    pub const MOST: usize = 64;

    /// Goes on with these members; what was told of those that stay is kept.
    pub(crate) fn follow(&mut self, it: &SiteOf) {
        let mut before = std::mem::take(&mut self.members);
        self.is_stale |= !before.iter().map(|(of, _)| of).eq(&it.members);
        for member in &it.members {
            let kept = before.iter().position(|(of, _)| of == member).map(|at| before.swap_remove(at).1);
            self.members.push((*member, kept.unwrap_or_default()));
        }
    }

    /// The level that holds now.
    pub fn level(&self) -> u8 {
        self.said.level()
    }

    /// Something was told of a member.
    pub fn hear(&mut self, agree: u32, member: (u32, u64), told: &Told, most: usize, tell: &mut impl FnMut(Told)) {
        let Some((_, timeline)) = self.members.iter_mut().find(|(of, _)| *of == member) else { return };
        timeline.tell(told);
        self.say_from(agree, told.at, tell);
        self.members.iter_mut().for_each(|(_, timeline)| timeline.keep_last(most));
        self.said.keep_last(most);
    }

    /// Says what it comes to from now on, where a device came or went.
    pub(crate) fn settle(&mut self, agree: u32, now: i64, tell: &mut impl FnMut(Told)) {
        if std::mem::take(&mut self.is_stale) {
            self.say_from(agree, now, tell);
        }
    }

    /// The timeline of a site from those of its devices, when all of them are known.
    pub(crate) fn over(agree: u32, members: impl IntoIterator<Item = Timeline>) -> Timeline {
        let members = members.into_iter().map(|timeline| ((0, 0), timeline)).collect();
        let mut site = Site { members, ..Site::default() };
        site.say_from(agree, i64::MIN, &mut |_| {});
        site.said
    }

    /// The timelines of its devices from a time on, joined; what differs from what was said is said.
    fn say_from(&mut self, agree: u32, from: i64, tell: &mut impl FnMut(Told)) {
        // What lies behind the oldest turn that is known of somebody can't be judged any more.
        let floor = self.members.iter().map(|(_, it)| it).chain([&self.said]).filter_map(Timeline::floor).max();
        let from = floor.map_or(from, |floor| from.max(floor));
        let before = self.said.level_before(from);
        let mut fresh = self.joined(agree, from, before);
        let old: Vec<Turned> = self.said.from(from).to_vec();
        let same = |pair: &(&Turned, &Turned)| pair.0.at == pair.1.at && pair.0.level == pair.1.level;
        let agreed = old.iter().zip(&fresh).take_while(same).count();
        let mut last = self.said.level();
        // What was said so already stays as it was said.
        fresh[..agreed].copy_from_slice(&old[..agreed]);
        let corrected = old.len() > agreed;
        let mut say = |turned: Turned| {
            let turn = Turn::between(std::mem::replace(&mut last, turned.level), turned.level);
            tell(Told { turn, at: turned.at, level: turned.level, figure: turned.figure, corrected });
        };
        let first = fresh.get(agreed);
        if let Some(gone) = old.get(agreed).filter(|gone| first.is_none_or(|first| first.at > gone.at)) {
            let level = agreed.checked_sub(1).map_or(before, |at| fresh[at].level);
            say(Turned { level, ..*gone });
        }
        fresh[agreed..].iter().for_each(|turned| say(*turned));
        self.said.replace_from(from, &fresh);
    }

    /// The turns of the site from a time on, at which it has `before` until then.
    fn joined(&self, agree: u32, from: i64, before: u8) -> Vec<Turned> {
        let later = self.members.iter().flat_map(|(_, it)| it.from(from)).map(|it| it.at);
        let mut times: Vec<i64> = std::iter::once(from).chain(later).collect();
        times.sort_unstable();
        times.dedup();
        let needed = (agree.max(1) as usize).min(self.members.len());
        let mut level = before;
        let mut found = Vec::new();
        for at in times {
            let mut stand: Vec<(u8, i64)> = self.members.iter().map(|(_, it)| it.stands(at)).collect();
            stand.sort_unstable_by_key(|(level, _)| std::cmp::Reverse(*level));
            let (now, figure) = needed.checked_sub(1).and_then(|at| stand.get(at)).copied().unwrap_or((0, 0));
            if now != level {
                level = now;
                let figure = if level > 0 { figure } else { self.ended_by(at) };
                found.push(Turned { at, level, figure });
            }
        }
        found
    }

    /// The figure of whoever turned then; where a device went, of what was said last.
    fn ended_by(&self, at: i64) -> i64 {
        let turned = self.members.iter().filter_map(|(_, it)| it.from(at).first().filter(|turn| turn.at == at));
        turned.chain(self.said.turns.last()).next().map_or(0, |turn| turn.figure)
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        put(out, self.members.len() as u64);
        for ((series, rule), timeline) in &self.members {
            put(out, u64::from(*series));
            put(out, *rule);
            timeline.encode(out);
        }
        self.said.encode(out);
        out.push(u8::from(self.is_stale));
    }

    pub(crate) fn decode(bytes: &mut Bytes<'_>) -> Option<Site> {
        let mut members = Vec::new();
        for _ in 0..bytes.length(3)? {
            let series = u32::try_from(bytes.take()?).ok()?;
            members.push(((series, bytes.take()?), Timeline::decode(bytes)?));
        }
        Some(Site { members, said: Timeline::decode(bytes)?, is_stale: bytes.byte()? == 1 })
    }

    /// Bytes in memory beside the value itself.
    pub fn bytes(&self) -> usize {
        let members: usize = self.members.iter().map(|(_, it)| it.bytes()).sum();
        self.members.capacity() * size_of::<((u32, u64), Timeline)>() + members + self.said.bytes()
    }
}

impl SiteKey {
    pub(crate) fn encode(self, out: &mut Vec<u8>) {
        put(out, self.rule);
        put(out, self.site);
    }

    pub(crate) fn decode(bytes: &mut Bytes<'_>) -> Option<SiteKey> {
        Some(SiteKey { rule: bytes.take()?, site: bytes.take()? })
    }
}

impl Turned {
    fn encode(self, out: &mut Vec<u8>) {
        put_signed(out, self.at);
        out.push(self.level);
        put_signed(out, self.figure);
    }

    fn decode(bytes: &mut Bytes<'_>) -> Option<Turned> {
        Some(Turned { at: bytes.take_signed()?, level: bytes.byte()?, figure: bytes.take_signed()? })
    }
}

impl Timeline {
    fn encode(&self, out: &mut Vec<u8>) {
        put(out, self.turns.len() as u64);
        self.turns.iter().for_each(|it| it.encode(out));
        out.push(u8::from(self.is_cut));
    }

    fn decode(bytes: &mut Bytes<'_>) -> Option<Timeline> {
        let mut turns = Vec::new();
        for _ in 0..bytes.length(3)? {
            turns.push(Turned::decode(bytes)?);
        }
        Some(Timeline { turns, is_cut: bytes.byte()? == 1 })
    }
}

#[cfg(test)]
mod tests;

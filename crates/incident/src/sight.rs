//! How much of an incident somebody sees: a draft is of those who draft and sign, the numbers between two reports are of the
//! offices that keep or count them, and the unit sees what was signed.

use kernel::{Act, Ctx};
use ledger::Recorded;

use crate::figures::Figures;
use crate::model::Fact;
use crate::query::Detail;

pub(crate) const RECORD: Act = Act("incident.record");
pub(crate) const DRAFT: Act = Act("incident.draft");
pub(crate) const SIGN: Act = Act("incident.sign");
pub(crate) const STATISTICS: Act = Act("incident.statistics");

/// What is not signed yet: for those who draft or sign.
pub(crate) fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.may(DRAFT) || ctx.may(SIGN)
}

/// The people and measures on record as they are now: for the offices, whose statistics count them. The unit knows its people;
/// which of them the district counts it learns from what is signed.
pub(crate) fn sees_record(ctx: &Ctx) -> bool {
    sees_drafts(ctx) || ctx.may(RECORD) || ctx.may(STATISTICS)
}

impl Detail {
    /// As far as this visitor sees: without the unsigned draft, and with the figures in force instead of those on record.
    pub(crate) fn seen_by(mut self, ctx: &Ctx) -> Detail {
        self.sees_record = sees_record(ctx);
        if sees_drafts(ctx) {
            return self;
        }
        self.editions.retain(|it| it.signed_at.is_some());
        (self.it.draft, self.it.drafted_by) = (None, None);
        let signed = self.history.iter().rposition(|it| matches!(it.fact, Fact::Signed { .. }));
        let signed = signed.map_or(0, |at| at + 1);
        let whole = self.sees_record;
        let shown = |(at, it): &(usize, Recorded<Fact>)| match it.fact {
            Fact::Drafted { .. } => *at < signed,
            Fact::CasualtiesAdded { .. } | Fact::CasualtyChanged { .. } | Fact::CasualtyStruck { .. } => whole,
            Fact::Graded { .. } | Fact::Measured { .. } | Fact::SupplementOwed { .. } => whole || *at < signed,
            _ => true,
        };
        self.history = self.history.into_iter().enumerate().filter(shown).map(|(_, it)| it).collect();
        if !whole {
            self.casualties.clear();
            self.figures = self.editions.last().map_or(Figures::default(), |it| it.figures);
            self.it.grade = self.figures.grade;
            (self.it.loss_yuan, self.it.area_m2) = (self.figures.loss_yuan, self.figures.area_m2);
            self.it.evacuated = self.figures.evacuated;
        }
        self
    }
}

//! Acts that run to their end and are undone there: whoever asks for all of them leaves everything as it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kernel::Error;
use ledger::Consequences;
use server::consequences;

fn refused(dry: &AtomicBool) -> Result<(), Error> {
    if dry.load(Ordering::SeqCst) { Err(Error::Conflict) } else { Ok(()) }
}

macro_rules! undone {
    ($all:ident, $switch:ident, $($fact:ty),+ $(,)?) => {$(
        let dry = Arc::clone($switch);
        $all = $all.on::<$fact>(move |_, _, _, _| refused(&dry));
    )+};
}

fn of_monitoring(mut all: Consequences, switch: &Arc<AtomicBool>) -> Consequences {
    undone!(
        all,
        switch,
        signal::device::Fact,
        signal::device::token::Fact,
        signal::condition::Fact,
        signal::rule::Fact,
        signal::retention::Fact,
        flood::catchment::Fact,
        flood::rainfall::Fact,
        forestfire::danger::Fact,
        forestfire::spot::Fact,
        forestfire::source::Fact,
        earthquake::event::Fact,
        earthquake::setting::Fact,
    );
    all
}

/// While the switch is on, every fact is refused at the very end of its act.
pub fn undone_while(switch: &Arc<AtomicBool>) -> Consequences {
    let mut all = consequences::consequences();
    undone!(
        all,
        switch,
        registry::division::Fact,
        registry::organisation::Fact,
        registry::person::Fact,
        registry::account::Fact,
        registry::membership::Fact,
        registry::subject::Fact,
        registry::responsibility::Fact,
        registry::post::Fact,
        registry::shift::Fact,
        obligation::Fact,
        obligation::rule::Fact,
        obligation::follow_up::Fact,
        obligation::follow_up::commitment::Fact,
        obligation::calendar::Fact,
        obligation::burden::Fact,
        evidence::Fact,
        evidence::rule::Fact,
        hazard::Fact,
        hazard::risk::scheme::Fact,
        hazard::risk::assessment::Fact,
        hazard::risk::frequency::Fact,
        hazard::check::Fact,
        hazard::recurrence::rule::Fact,
        hazard::judge::sentence::Fact,
        hazard::listing::Fact,
        hazard::public_report::Fact,
        hazard::stop::Fact,
        hazard::accountability::Fact,
        hazard::document::Fact,
        enterprise::standardisation::Fact,
        enterprise::credit_record::Fact,
        enterprise::training::Fact,
        incident::Fact,
        disaster::event::Fact,
        disaster::sheet::Fact,
        disaster::victim::Fact,
        briefing::issue::Fact,
        briefing::edition::Fact,
        campaign::Fact,
        campaign::member::Fact,
        campaign::task::Fact,
        campaign::directive::Fact,
        meeting::Fact,
        meeting::resolution::Fact,
        meeting::calendar::RuleFact,
        meeting::calendar::PeriodFact,
        attention::period::Fact,
        attention::duty::Fact,
        attention::event::Fact,
        attention::key::criteria::Fact,
        attention::key::list::Fact,
        attention::key::entry::Fact,
        oversight::scheme::Fact,
        oversight::examination::Fact,
        oversight::problem::Fact,
        incident::investigation::Fact,
        server::exports::choice::Fact,
    );
    of_monitoring(all, switch)
}

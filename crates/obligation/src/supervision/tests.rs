//! Which step follows which.

use super::*;

#[test]
fn a_listing_goes_from_step_to_step() {
    use Status::{Acceptance, Accepted, Delisted, Ended, Listed, Published};
    //    status      asked   steps
    let rows: [(Status, bool, &[Step]); 7] = [
        (Listed, false, &[Step::Publication, Step::Extension]),
        (Published, false, &[Step::Extension, Step::Application]),
        (Published, true, &[Step::ExtensionDecision]),
        (Acceptance, false, &[Step::Acceptance]),
        (Accepted, false, &[Step::Delisting]),
        (Delisted, false, &[Step::DelistingPublication]),
        (Ended, false, &[]),
    ];
    for (status, asked, steps) in rows {
        assert_eq!(open(status, asked), steps, "{status}");
    }
}

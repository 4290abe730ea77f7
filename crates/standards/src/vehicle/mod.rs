//! Rules for vehicles on the road, as alarms of a platform need them: speed, hours at the wheel, closed hours and areas,
//! and load.
//!
//! What the reference knows only from memory is a setting of the module it belongs to, with its default there.
//! Not here: positions and areas (the caller says whether a vehicle is inside), the recorder's own alarms, and penalties.

pub mod closed;
pub mod driving;
pub mod load;
pub mod speed;

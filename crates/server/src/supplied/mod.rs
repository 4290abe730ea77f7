//! Values that one concept asks of others: each a function of a reading, named where it is asked for.

pub(crate) mod period;

//! Forest fire danger by weather, one module for each edition. LY/T 1172 gave way to GB/T 36743-2018, whose tables are not
//! at hand.

pub mod ly_t_1172_1995;

//! Numbers that stand for somebody or something: read, checked, and written in their one right form.
//!
//! Reading and writing again changes nothing. What a number refers to, and whether it was ever issued, nobody can see from
//! the number.

pub mod ga_36_2018;
pub mod gb_11643_1999;
pub mod gb_32100_2015;
pub mod gb_t_2260;
pub mod gb_t_9704_2012;

//! Major hazard installations (重大危险源) of hazardous chemicals, identified and graded: a module for each edition, because
//! the quantities and factors of editions must not be mixed.

pub mod gb_18218_2018;

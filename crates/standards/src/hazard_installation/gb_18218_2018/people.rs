use super::PEOPLE;
use crate::{Error, Exact};

/// α of table 5, by the people normally present within 500 m outside the boundary.
pub fn exposure_factor(people: u32) -> Result<Exact, Error> {
    PEOPLE.hold("people", Exact::from(people))?;
    Ok(match people {
        0 => Exact::lowest_terms(1, 2),
        1..=29 => Exact::ONE,
        30..=49 => Exact::lowest_terms(6, 5),
        50..=99 => Exact::lowest_terms(3, 2),
        _ => Exact::whole(2),
    })
}

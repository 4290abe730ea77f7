//! What is no outline, and that the same said again changes nothing.

use super::*;

const SQUARE: [Corner; 4] =
    [[100_000_000, 24_000_000], [101_000_000, 24_000_000], [101_000_000, 25_000_000], [100_000_000, 25_000_000]];

#[test]
fn outlining() {
    let square = vec![SQUARE.to_vec()];
    //    present         rings                                                  outcome
    check(None, square.clone(), "outlined");
    check(Some(square.clone()), square.clone(), "nothing new");
    check(Some(vec![SQUARE[..3].to_vec()]), square, "outlined");
    check(None, vec![], "outline: an outline has three corners or more");
    check(None, vec![SQUARE[..2].to_vec()], "outline: an outline has three corners or more");
    check(None, vec![vec![SQUARE[0]; 20_001]], "outline: at most 20000 corners");
    check(None, vec![vec![[24_000_000, 100_000_000]; 3]], "outline: longitude, then latitude, in degrees");
}

fn check(present: Option<Rings>, rings: Rings, outcome: &str) {
    let said = match decide(present.as_ref(), &rings) {
        Ok(Some(fact)) => ledger::Fact::kind(&fact).to_owned(),
        Ok(None) => "nothing new".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, outcome);
}

#[test]
fn a_ring_within_another_is_its_hole() {
    let square =
        |at: i32, half: i32| vec![[at - half, -half], [at + half, -half], [at + half, half], [at - half, half]];
    let (land, lake, island, far) = (square(0, 90), square(0, 60), square(0, 30), square(300, 90));
    //    rings                                                     rings of each polygon
    polygons(&[&land], &[1]);
    polygons(&[&land, &lake], &[2]);
    polygons(&[&lake, &land, &far], &[2, 1]);
    polygons(&[&land, &lake, &island, &far], &[2, 1, 1]);
}

fn polygons(rings: &[&Vec<Corner>], expected: &[usize]) {
    let rings: Rings = rings.iter().map(|it| (*it).clone()).collect();
    let found: Vec<usize> = web::polygons(&rings).iter().map(Vec::len).collect();
    assert_eq!(found, expected);
}

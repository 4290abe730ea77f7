use super::*;

const POOLS: &[Pool] = &[
    Pool::Electric,
    Pool::WorksFire,
    Pool::Management,
    Pool::Machine,
    Pool::Wood,
    Pool::BuildingMaterial,
    Pool::Food,
    Pool::Light,
    Pool::Shop,
    Pool::Catering,
    Pool::Gas,
    Pool::Special,
    Pool::Filling,
    Pool::Chemical,
    Pool::Pesticide,
    Pool::Fireworks,
    Pool::Explosives,
    Pool::Quarry,
    Pool::Construction,
    Pool::Transport,
    Pool::Road,
    Pool::Bridge,
    Pool::Crowded,
    Pool::Premises,
    Pool::School,
    Pool::Care,
    Pool::Agriculture,
    Pool::Forestry,
    Pool::Water,
    Pool::Geology,
    Pool::Tourism,
    Pool::Utilities,
];

#[test]
fn every_row_can_be_filled() {
    for template in POOLS.iter().flat_map(|pool| pool.templates()) {
        let name = template.title;
        for (what, text) in
            [("title", template.title), ("description", template.description), ("done", template.remedy)]
        {
            assert_eq!(text.matches('[').count(), text.matches(']').count(), "{what} of {name}");
        }
        assert!(
            template.title.contains("{b}") || template.b.is_empty() || template.description.contains("{b}"),
            "{name}"
        );
        let (places, words) = (alternatives(template.place).len(), alternatives(template.b).len());
        assert!(!template.paired || places == words, "{name}: {places} places, {words} words");
        assert!(template.description.ends_with('。') && template.remedy.ends_with('。'), "{name}");
    }
}

#[test]
fn brackets_are_drawn() {
    let mut chance = Chance::new(1, "brackets");
    //    text                 one of
    check(&mut chance, "深 [3..3] 米", &["深 3 米"]);
    check(&mut chance, "[无|有]证", &["无证", "有证"]);
    check(&mut chance, "K[2..2]+[100..150/50]", &["K2+100", "K2+150"]);
    check(&mut chance, "不变", &["不变"]);
}

fn check(chance: &mut Chance, text: &str, outcomes: &[&str]) {
    assert!(outcomes.contains(&expand(chance, text).as_str()), "{text}");
}

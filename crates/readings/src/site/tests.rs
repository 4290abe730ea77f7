use super::{Site, SiteKey, SiteOf};
use crate::timeline::Timeline;
use crate::{Told, Turn};

const KEY: SiteKey = SiteKey { rule: 7, site: 9 };

fn told(at: i64, level: u8) -> Told {
    Told { turn: Turn::Raised, at, level, figure: at * 10 + i64::from(level), corrected: false }
}

fn site(devices: u32) -> Site {
    let mut site = Site::default();
    site.follow(&of(devices));
    site
}

fn of(devices: u32) -> SiteOf {
    SiteOf { key: KEY, agree: 1, members: (0..devices).map(|device| (device, 1)).collect() }
}

/// What somebody holds who was told everything of the site.
fn heard(agree: u32, devices: u32, all: &[(u32, i64, u8)]) -> Timeline {
    let (mut site, mut timeline) = (site(devices), Timeline::default());
    for (device, at, level) in all {
        site.hear(agree, (*device, 1), &told(*at, *level), Site::MOST, &mut |told| timeline.tell(&told));
        assert_eq!(timeline, site.said, "after device {device} at {at}");
    }
    timeline
}

fn levels(timeline: &Timeline) -> Vec<(i64, u8)> {
    timeline.turns.iter().map(|it| (it.at, it.level)).collect()
}

#[test]
fn so_many_devices_must_agree() {
    let all = [(0, 10, 2), (1, 20, 3), (2, 30, 1), (0, 40, 0), (1, 50, 0), (2, 60, 0)];
    assert_eq!(levels(&heard(1, 3, &all)), [(10, 2), (20, 3), (50, 1), (60, 0)]);
    assert_eq!(levels(&heard(2, 3, &all)), [(20, 2), (40, 1), (50, 0)]);
    assert_eq!(levels(&heard(3, 3, &all)), [(30, 1), (40, 0)]);
    // Where a site has fewer, all of them.
    assert_eq!(levels(&heard(5, 3, &all)), levels(&heard(3, 3, &all)));
    // The figure is that of the device by which the level is reached.
    assert_eq!(heard(2, 3, &all).turns[0].figure, 102);
    // What is over has the figure of the device that ended it, though another never said anything.
    let ended = heard(2, 3, &all[..2].iter().copied().chain([(0, 30, 0)]).collect::<Vec<_>>());
    assert_eq!(ended.turns.last().map(|turn| (turn.at, turn.level, turn.figure)), Some((30, 0, 300)));
}

#[test]
fn a_late_device_puts_the_site_right() {
    let all = [(0, 20, 3), (0, 40, 0), (1, 10, 1), (1, 30, 0)];
    assert_eq!(levels(&heard(1, 2, &all)), [(10, 1), (20, 3), (40, 0)]);
    // What was said of the first is taken back.
    let all = [(0, 20, 3), (1, 10, 1), (0, 20, 0)];
    assert_eq!(levels(&heard(1, 2, &all)), [(10, 1)]);
}

#[test]
fn the_order_in_which_it_is_told_does_not_matter() {
    let mut seed = 11_u64;
    let mut chance = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    for round in 0..500 {
        let (devices, agree) = (1 + chance(4) as u32, 1 + chance(3) as u32);
        let per_device: Vec<Vec<(u32, i64, u8)>> = (0..devices)
            .map(|device| {
                let mut at = 0;
                (0..chance(8))
                    .map(|_| {
                        (
                            device,
                            {
                                at += 1 + chance(9) as i64;
                                at
                            },
                            chance(5) as u8,
                        )
                    })
                    .collect()
            })
            .collect();
        // Each device in its own order, the devices mixed up.
        let (mut left, mut mixed) = (per_device.clone(), Vec::new());
        while left.iter().any(|it| !it.is_empty()) {
            let device = chance(devices.into()) as usize;
            if !left[device].is_empty() {
                mixed.push(left[device].remove(0));
            }
        }
        let timelines = per_device.iter().map(|all| {
            let mut timeline = Timeline::default();
            all.iter().for_each(|(_, at, level)| timeline.tell(&told(*at, *level)));
            timeline
        });
        let timelines: Vec<Timeline> = timelines.collect();
        let found = heard(agree, devices, &mixed);
        assert_eq!(levels(&found), levels(&Site::over(agree, timelines.clone())), "round {round}: {mixed:?}");
        for at in 0..80 {
            let mut stand: Vec<u8> = timelines.iter().map(|it| it.stands(at).0).collect();
            stand.sort_unstable_by(|a, b| b.cmp(a));
            let needed = (agree as usize).min(stand.len());
            assert_eq!(found.stands(at).0, stand[needed - 1], "round {round} at {at}: {mixed:?}");
        }
    }
}

#[test]
fn what_is_forgotten_is_not_put_right() {
    let (mut site, mut count) = (site(2), 0);
    for n in 0..200 {
        site.hear(1, (0, 1), &told(n * 10, (n % 2) as u8), 8, &mut |_| count += 1);
    }
    assert_eq!(count, 199);
    // The second device speaks of a time that is forgotten of the first: it counts from where that is known.
    let mut said = Vec::new();
    site.hear(1, (1, 1), &told(5, 2), 8, &mut |told| said.push((told.at, told.level)));
    assert_eq!(said, [(1_920, 2)]);
    assert!(site.said.turns.len() <= 8);
}

#[test]
fn a_device_that_goes_takes_its_level_along() {
    let mut site = site(2);
    site.hear(1, (1, 1), &told(10, 3), Site::MOST, &mut |_| {});
    site.follow(&of(1));
    let mut said = Vec::new();
    site.settle(1, 50, &mut |told| said.push((told.at, told.level)));
    site.settle(1, 60, &mut |told| said.push((told.at, told.level)));
    assert_eq!(said, [(50, 0)]);
}

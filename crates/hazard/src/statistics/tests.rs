//! Months, and where a closing is counted. That the numbers equal the lists is told by `tests/story.rs`.

use kernel::{Ctx, Day, Division, Role, Sector};

use ledger::{Stamp, Tx};

use super::query::{Ask, By, table};
use super::{Closing, Delta, Month, Slot, cube};
use crate::model::{Grade, Source};
use crate::tests::story::Story;

#[test]
fn a_month_begins_and_ends() {
    for (month, first, last) in [
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-02", "2026-02-01", "2026-02-28"),
    ] {
        let it: Month = month.parse().unwrap();
        assert_eq!([it.to_string(), it.first().to_string(), it.last().to_string()], [month, first, last]);
    }
    for bad in ["2026-13", "2026", "", "2026-1"] {
        assert!(bad.parse::<Month>().is_err(), "{bad}");
    }
}

#[test]
fn a_closing_counts_once() {
    let parts = |closing| {
        let it = Delta::closed(closing);
        (it.found, it.closed, it.closed_in_time, it.closed_late)
    };
    assert_eq!(parts(Closing::InTime), (0, 1, 1, 0));
    assert_eq!(parts(Closing::Late), (0, 1, 0, 1));
    assert_eq!(parts(Closing::Unknown), (0, 1, 0, 0));
}

const FIRST: i16 = 2018;
const YEARS: i16 = 9;
const TOWNSHIPS: i64 = 24;

/// Every cell that 24 townships can have in nine years, as ten million hazards would fill them.
fn every_cell(district: Division) -> Vec<(Slot, i64)> {
    let mut cells = Vec::new();
    let days = (FIRST..FIRST + YEARS).flat_map(|year| (1..=12).filter_map(move |month| Day::new(year, month, 15)));
    for found_at in days.map(Day::start) {
        for township in (1..=TOWNSHIPS).filter_map(|n| Division::new(district.code() + n * 1_000)) {
            for sector in Sector::ALL {
                cells.extend(
                    Source::ALL
                        .iter()
                        .flat_map(|source| {
                            let slot =
                                Slot { found_at, township, sector: *sector, source: *source, grade: Grade::Ordinary };
                            let major = (i64::from(found_at.day().month()) + township.code() + *sector as i64) % 5 == 0;
                            [Some((slot, 35)), major.then_some((Slot { grade: Grade::Major, ..slot }, 1))]
                        })
                        .flatten(),
                );
            }
        }
    }
    cells
}

#[test]
#[ignore = "a measurement: 300,000 cells; run with --release --ignored --nocapture"]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the machine's clock")]
fn every_grouping_of_ten_million() {
    let s = Story::begin();
    let ctx = s.ctx(Role::DistrictClerk);
    let cells = every_cell(ctx.district.division());
    let (count, hazards) = (cells.len(), cells.iter().map(|it| it.1).sum::<i64>());
    for piece in cells.chunks(20_000).map(<[_]>::to_vec) {
        let fill = move |tx: &mut Tx<'_>, ctx: &Ctx| {
            let at = Stamp {
                stream: "hazard",
                id: [0; 16],
                version: 1,
                district: ctx.district,
                actor: "rule:cells".into(),
                person: None,
                role: None,
                organisation: None,
                effective_at: ctx.now,
                recorded_at: ctx.now,
                cause: None,
            };
            piece
                .iter()
                .try_for_each(|(slot, found)| cube::count(tx, &at, slot, &Delta { found: *found, ..Delta::default() }))
        };
        s.t.db.write_blocking("cells", &s.t.rule(), fill).unwrap();
    }
    println!(r#"{{"cells":{count},"hazards":{hazards}}}"#);
    use By::{Grade as G, Month as M, Sector as S, Source as O, Township as T};
    for by in
        [&[T][..], &[S], &[M], &[T, M], &[S, M], &[T, S], &[T, S, M], &[O, G], &[O, G, M], &[T, G], &[T, S, O, G, M]]
    {
        let ask = Ask {
            by: by.to_vec(),
            from: Month::of(Day::new(FIRST, 1, 1).unwrap()),
            to: Month::of(Day::new(FIRST + YEARS, 1, 1).unwrap()),
            township: None,
            sector: None,
            source: None,
            grade: None,
        };
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let began = std::time::Instant::now();
                let shown = s.t.db.read_blocking(|r| table(r, &ctx, &ask)).unwrap();
                assert_eq!(shown.total.found, hazards, "{by:?}");
                began.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!(r#"{{"by":"{by:?}","median_ms":{:.1}}}"#, times[2]);
    }
}

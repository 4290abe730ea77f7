//! Reading of alerts on every core, as JSON: `cargo run --release -p codec-cap --example bench-cap [SECONDS] [LIST] [THREADS]`.
//!
//! `LIST` names a file with one path a line, relative to it: the same input as the peers'; `-` or nothing makes alerts here:
//! two languages, six parameters, a polygon, 3 kB. Of each alert every text is looked at and every polygon turned into numbers,
//! which is what the peer does; the schema is checked beside it. Each thread reads all alerts again and again.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own arguments")]

use std::time::Instant;

use codec_cap::{Alert, Format, Limits, Source, points};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: f64 = arguments.next().map_or(Ok(2.0), |it| it.parse())?;
    let list = arguments.next().filter(|it| it != "-");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads: usize = arguments.next().map_or(Ok(cores), |it| it.parse())?;
    let alerts = match list {
        None => (0..1000).map(made).collect::<Result<Vec<_>, _>>()?,
        Some(list) => {
            let folder = std::path::Path::new(&list).parent().ok_or("the list lies in a folder")?.to_owned();
            let names = std::fs::read_to_string(&list)?;
            names.split_whitespace().map(|name| std::fs::read(folder.join(name))).collect::<Result<_, _>>()?
        }
    };
    let bytes: usize = alerts.iter().map(Vec::len).sum();
    let begun = Instant::now();
    let rounds = std::thread::scope(|scope| {
        let work = || {
            let mut rounds = Vec::new();
            while begun.elapsed().as_secs_f64() < seconds {
                rounds.push(round(&alerts)?);
            }
            Ok::<_, codec_cap::Error>(rounds)
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let rounds: Result<Vec<_>, _> =
            threads.into_iter().map(|it| it.join().expect("a round doesn't panic")).collect();
        rounds.map(|it| it.concat())
    })?;
    let elapsed = begun.elapsed().as_secs_f64();
    let first = *rounds.first().ok_or("no time for a single round")?;
    let messages = first.messages * rounds.len();
    let told = serde_json::json!({
        "kernel": "cap_messages", "threads": threads, "messages": messages, "seconds": elapsed,
        "messages_per_s": (messages as f64 / elapsed).round(),
        "mb_per_s": (bytes as f64 * rounds.len() as f64 / elapsed / 1e6).round(),
        "bytes_a_message": bytes / alerts.len().max(1), "vertices": first.vertices, "valid": first.valid,
    });
    println!("{told}");
    Ok(())
}

#[derive(Clone, Copy, Default)]
struct Round {
    messages: usize,
    vertices: usize,
    valid: usize,
}

fn round(alerts: &[Vec<u8>]) -> Result<Round, codec_cap::Error> {
    let mut round = Round::default();
    for alert in alerts {
        let source = Source::new(alert, Limits::default())?;
        for alert in source.read()?.alerts {
            round.messages += 1;
            round.valid += usize::from(alert.schema().is_valid());
            for area in alert.blocks().flat_map(|it| it.groups("area")) {
                for point in area.texts("polygon").flat_map(points).flatten() {
                    std::hint::black_box(point);
                    round.vertices += 1;
                }
            }
        }
    }
    Ok(round)
}

fn made(n: usize) -> Result<Vec<u8>, codec_cap::Error> {
    let ring = |n: usize| {
        let corners = 3 + n % 9;
        let corner = |j: usize| {
            let angle = std::f64::consts::TAU * (j % corners) as f64 / corners as f64;
            format!("{:.5},{:.5}", 28.7 + 0.1 * angle.cos(), 110.4 + 0.1 * angle.sin())
        };
        (0..=corners).map(corner).collect::<Vec<_>>().join(" ")
    };
    let alert = Alert::new(Format::Cap12, |it| {
        let it = it.with("identifier", format!("X-{n:05}")).with("sender", "office@example.org");
        let it = it.with("sent", "2026-07-01T08:00:00+08:00").with("status", "Actual").with("msgType", "Alert");
        ["zh-CN", "en-US"].into_iter().fold(it.with("scope", "Public"), |it, language| {
            it.with_group("info", |it| {
                let it =
                    it.with("language", language).with("category", "Met").with("event", format!("暴雨 heavy rain {n}"));
                let it = it.with("responseType", "Prepare").with("urgency", "Immediate").with("severity", "Severe");
                let it = it
                    .with("certainty", "Likely")
                    .with_group("eventCode", |it| it.with("valueName", "code").with("value", "11B03"));
                let it =
                    it.with("effective", "2026-07-01T08:00:00+08:00").with("headline", format!("Rain warning {n}"));
                let it = it.with("description", "Rain of 50 mm in three hours is expected. ".repeat(1 + n % 11));
                let it = (0..6).fold(it, |it, q| {
                    it.with_group("parameter", |it| {
                        it.with("valueName", format!("p{q}")).with("value", (q * 3).to_string())
                    })
                });
                it.with_group("area", |it| it.with("areaDesc", format!("Town {}", n % 24)).with("polygon", ring(n)))
            })
        })
    });
    alert.write().map(String::into_bytes)
}

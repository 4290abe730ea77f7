//! When an office works, near enough to make believable times. The calendar that deadlines count by isn't here.

use kernel::{Day, Instant, Span};

use crate::chance::Chance;

const OPENS: i64 = 8 * 60 + 30;
const NOON: i64 = 12 * 60;
const AFTERNOON: i64 = 14 * 60;
const CLOSES: i64 = 17 * 60 + 30;
const MINUTES_A_DAY: i64 = (NOON - OPENS) + (CLOSES - AFTERNOON);

/// First day of the lunar year; the days around it are the longest rest.
const SPRING_FESTIVALS: [(i16, i8, i8); 9] = [
    (2019, 2, 5),
    (2020, 1, 25),
    (2021, 2, 12),
    (2022, 2, 1),
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
];

pub fn is_rest(day: Day) -> bool {
    let fixed = matches!((day.month(), day.day_of_month()), (1, 1) | (5, 1..=5) | (10, 1..=7));
    fixed || day.is_weekend() || is_spring_festival(day)
}

fn is_spring_festival(day: Day) -> bool {
    let first = SPRING_FESTIVALS.iter().find(|(year, _, _)| *year == day.year());
    first
        .and_then(|(year, month, date)| Day::new(*year, *month, *date))
        .is_some_and(|first| (-1..=5).contains(&first.days_until(day)))
}

/// The instant after so many minutes of office time.
pub fn after(at: Instant, mut minutes: i64) -> Instant {
    let mut day = at.day();
    let mut worked = if is_rest(day) { MINUTES_A_DAY } else { worked_until(at) };
    loop {
        let left = MINUTES_A_DAY - worked;
        if minutes < left {
            return clock(day, worked + minutes) + Span::seconds(at.micros().div_euclid(1_000_000).rem_euclid(60));
        }
        minutes -= left;
        day = next_work_day(day);
        worked = 0;
    }
}

/// The same instant when the office is open, otherwise some time within the next half day of work.
pub fn within(chance: &mut Chance, at: Instant) -> Instant {
    let minute = minute_of_day(at);
    let open = (OPENS..NOON).contains(&minute) || (AFTERNOON..CLOSES).contains(&minute);
    if open && !is_rest(at.day()) { at } else { after(at, chance.between(4, 150)) }
}

/// Six in the evening, so many days later, or of the next day of work.
pub fn due(from: Day, days: i64) -> Instant {
    let day = from.plus_days(days);
    let day = if is_rest(day) { next_work_day(day) } else { day };
    day.at(18, 0)
}

fn next_work_day(day: Day) -> Day {
    let mut day = day.plus_days(1);
    while is_rest(day) {
        day = day.plus_days(1);
    }
    day
}

fn worked_until(at: Instant) -> i64 {
    let minute = minute_of_day(at);
    (minute.clamp(OPENS, NOON) - OPENS) + (minute.clamp(AFTERNOON, CLOSES) - AFTERNOON)
}

fn minute_of_day(at: Instant) -> i64 {
    at.since(at.day().start()).as_minutes()
}

fn clock(day: Day, worked: i64) -> Instant {
    let morning = NOON - OPENS;
    let minute = if worked < morning { OPENS + worked } else { AFTERNOON + worked - morning };
    day.start() + Span::minutes(minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn office_time_skips_rest() {
        //     from                minutes  to
        check("2026-06-18 10:00", 30, "2026-06-18 10:30");
        check("2026-06-18 11:50", 20, "2026-06-18 14:10");
        check("2026-06-18 17:00", 60, "2026-06-19 09:00");
        check("2026-06-19 17:29", 1, "2026-06-22 08:30");
        check("2026-06-20 23:00", 5, "2026-06-22 08:35");
        check("2026-02-13 17:00", 60, "2026-02-23 09:00");
    }

    fn check(from: &str, minutes: i64, to: &str) {
        assert_eq!(after(Instant::read(from).unwrap(), minutes).to_minute(), to, "{from}");
    }
}

//! Numbers, instants and spans as Chinese offices write them, and their English twins.

use kernel::{Day, Instant, Lang, Span};

use crate::words::span as w;

/// `3,914`.
pub fn count(n: impl TryInto<i128>) -> String {
    let n: i128 = n.try_into().unwrap_or(i128::MAX);
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `2026-06-18 21:46`.
pub fn instant(at: Instant) -> String {
    at.to_minute()
}

/// `06-18 21:46` within the year of `now`, as tables show it; the whole date otherwise.
pub fn instant_short(at: Instant, now: Instant) -> String {
    let whole = at.to_minute();
    if at.civil().year() == now.civil().year() { whole.chars().skip(5).collect() } else { whole }
}

/// `06-18` within the year of `now`.
pub fn day_short(day: Day, now: Instant) -> String {
    let whole = day.to_string();
    if day.year() == now.civil().year() { whole.chars().skip(5).collect() } else { whole }
}

/// `21:46`.
pub fn clock(at: Instant) -> String {
    let t = at.civil();
    format!("{:02}:{:02}", t.hour(), t.minute())
}

/// `21:46:08`, where seconds count.
pub fn clock_seconds(at: Instant) -> String {
    format!("{}:{:02}", clock(at), at.civil().second())
}

/// `2 小时 5 分`, `22 天`; `2 h 5 min`, `22 d`. A span counts whole units and is never rounded up.
pub fn span(lang: Lang, span: Span) -> String {
    let seconds = span.as_seconds().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600, seconds / 60);
    match () {
        () if days > 0 => w::days(lang, count(days)),
        () if hours > 0 && minutes % 60 == 0 => w::hours(lang, hours),
        () if hours > 0 => w::hours_minutes(lang, hours, minutes % 60),
        () if minutes > 0 => w::minutes(lang, minutes),
        () => w::seconds(lang, seconds),
    }
}

/// The largest unit alone, for tags: `2 小时`, `26 分钟`, `3 天`. Less than a minute is a minute.
pub fn span_brief(lang: Lang, span: Span) -> String {
    let minutes = span.as_minutes().max(1);
    match () {
        () if minutes >= 24 * 60 => w::days(lang, count(minutes / (24 * 60))),
        () if minutes >= 60 => w::hours(lang, minutes / 60),
        () => w::minutes(lang, minutes),
    }
}

/// `523 kB`, `1.2 MB`: decimal units, as file managers show them.
pub fn file_size(bytes: u64) -> String {
    const STEPS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (size, unit) in STEPS {
        if bytes >= size {
            let tenths = bytes / (size / 10);
            let fraction =
                if tenths < 100 && !tenths.is_multiple_of(10) { format!(".{}", tenths % 10) } else { String::new() };
            return format!("{}{fraction} {unit}", tenths / 10);
        }
    }
    format!("{bytes} B")
}

/// `73.4 %` of a whole; `--` when there is no whole to divide.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return crate::words::UNKNOWN.into();
    }
    let tenths = (u128::from(part) * 1_000 + u128::from(whole) / 2) / u128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        for (n, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (3_914, "3,914"), (1_234_567, "1,234,567"), (-1_000, "-1,000")]
        {
            assert_eq!(count(n), text);
        }
    }

    #[test]
    fn instants() {
        let now = Instant::read("2026-06-18 21:46:08").unwrap();
        let cases = [
            ("2026-06-18 21:46:08", "2026-06-18 21:46", "06-18 21:46", "21:46:08"),
            ("2025-12-31 23:59:59", "2025-12-31 23:59", "2025-12-31 23:59", "23:59:59"),
            ("2026-01-01", "2026-01-01 00:00", "01-01 00:00", "00:00:00"),
        ];
        for (given, whole, short, seconds) in cases {
            let at = Instant::read(given).unwrap();
            assert_eq!((instant(at).as_str(), instant_short(at, now).as_str()), (whole, short));
            assert_eq!(clock_seconds(at), seconds);
        }
        assert_eq!(day_short(now.day(), now), "06-18");
        assert_eq!(day_short(now.day().plus_days(-365), now), "2025-06-18");
    }

    #[test]
    fn spans() {
        //    span                  zh              en              zh, brief   en, brief
        check(Span::seconds(52), "52 秒", "52 s", "1 分钟", "1 min");
        check(Span::minutes(14), "14 分钟", "14 min", "14 分钟", "14 min");
        check(Span::minutes(125), "2 小时 5 分", "2 h 5 min", "2 小时", "2 h");
        check(Span::hours(3), "3 小时", "3 h", "3 小时", "3 h");
        check(Span::hours(47), "1 天", "1 d", "1 天", "1 d");
        check(Span::days(22), "22 天", "22 d", "22 天", "22 d");
        check(Span::days(1_200), "1,200 天", "1,200 d", "1,200 天", "1,200 d");
    }

    fn check(given: Span, zh: &str, en: &str, zh_brief: &str, en_brief: &str) {
        assert_eq!((span(Lang::Zh, given).as_str(), span(Lang::En, given).as_str()), (zh, en));
        assert_eq!((span_brief(Lang::Zh, given).as_str(), span_brief(Lang::En, given).as_str()), (zh_brief, en_brief));
    }

    #[test]
    fn sizes_and_shares() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (523_400, "523 kB"),
            (1_250_000, "1.2 MB"),
            (10_000_000, "10 MB"),
            (3_000_000_000, "3 GB"),
        ] {
            assert_eq!(file_size(bytes), text);
        }
        for (part, whole, text) in
            [(2_871, 3_914, "73.4 %"), (0, 5, "0.0 %"), (5, 5, "100.0 %"), (1, 0, "--"), (1, 3, "33.3 %")]
        {
            assert_eq!(percent(part, whole), text);
        }
    }
}

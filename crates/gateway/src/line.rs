//! One reading as a line.

use std::fmt::Write as _;

use readings::Metric;

/// Appends a reading. `digits / 10^decimals` is the value, written as it was sent: nothing passes through a binary fraction.
pub(crate) fn push(lines: &mut String, device: &str, metric: Metric, millis: i64, digits: i64, decimals: u8) {
    let sign = if digits < 0 { "-" } else { "" };
    let unit = 10_u64.saturating_pow(u32::from(decimals));
    let (whole, part) = (digits.unsigned_abs() / unit, digits.unsigned_abs() % unit);
    let code = metric.code();
    let _ = write!(lines, r#"{{"device":"{device}","metric":"{code}","t":{millis},"v":{sign}{whole}"#);
    if decimals > 0 {
        let _ = write!(lines, ".{part:0width$}", width = usize::from(decimals));
    }
    lines.push_str("}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_it_was_sent() {
        let mut lines = String::new();
        push(&mut lines, "12345678", Metric::Level, 1_000, 10_490, 3);
        push(&mut lines, "12345678", Metric::Temperature, 2_000, -5, 1);
        push(&mut lines, "12345678", Metric::Rain, 3_000, 4, 0);
        assert_eq!(
            lines,
            "{\"device\":\"12345678\",\"metric\":\"level\",\"t\":1000,\"v\":10.490}\n\
             {\"device\":\"12345678\",\"metric\":\"temperature\",\"t\":2000,\"v\":-0.5}\n\
             {\"device\":\"12345678\",\"metric\":\"rain\",\"t\":3000,\"v\":4}\n"
        );
    }
}

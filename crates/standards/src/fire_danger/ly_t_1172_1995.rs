//! LY/T 1172-95, forest fire weather: `HTZ = A + B + C + D − E` in points, and five grades.
//!
//! - A of the highest temperature in °C, B of the lowest humidity in %, C of the last rain in mm and the days since, D of
//!   the strongest wind in m/s, E of the state of the ground (a green or a snow cover takes points away).
//! - Not `certain`: A, D, E and the grades stand in several codes and pages, B and C in one implementation; nothing was
//!   compared with the printed standard. What is remembered or disputed is in [`Settings`]: the most that C gives, on which
//!   side a rain on a line of C lies, and the lines of B, which one paper draws elsewhere. A value between two lines of the
//!   printed integers or tenths belongs to the line with more points.
//! - Errors: [`Error::OutOfDomain`].
//!
//! ```
//! use standards::fire_danger::ly_t_1172_1995::{Day, Settings, danger};
//!
//! let day = Day { temperature_c: 26.0, humidity_percent: 28.0, rain_mm: 0.0, days_since_rain: 9, wind_m_s: 6.0, cover: 0 };
//! let found = danger(&day, &Settings::USUAL)?;
//! assert_eq!((found.points, found.grade), (110, 5));
//!
//! let refusal = danger(&Day { cover: 7, ..day }, &Settings::USUAL).unwrap_err();
//! assert_eq!(refusal.to_string(), "cover_points is 7, allowed is one of 0, 5, 10, 15, 20");
//! # Ok::<(), standards::Error>(())
//! ```

use crate::{Domain, Error, Exact};

pub const EDITION: &str = "ly_t_1172_1995";
pub const TEMPERATURE_C: Domain = Domain::between(-60, 60);
pub const HUMIDITY_PERCENT: Domain = Domain::between(0, 100);
pub const RAIN_MM: Domain = Domain::between(0, 2000);
pub const DAYS: Domain = Domain::Whole(0, 3650);
pub const POINTS: Domain = Domain::Whole(0, 100);
pub const HUMIDITY_LINES: Domain = Domain::Form("five rising numbers from 0 to 100 with ; between them");
pub const WIND_M_S: Domain = Domain::between(0, 100);
/// E: 20 all green or snow on 90 %, 15 green on 75 % or snow on 60 %, 10 on 50 % or 30 %, 5 on 20 % or 10 %, 0 none.
pub const COVER_POINTS: Domain =
    Domain::Numbers(&[Exact::whole(0), Exact::whole(5), Exact::whole(10), Exact::whole(15), Exact::whole(20)]);

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    pub temperature_c: f64,
    pub humidity_percent: f64,
    /// The last rain or snow and the whole days since; a day of rain has 0.
    pub rain_mm: f64,
    pub days_since_rain: u32,
    pub wind_m_s: f64,
    /// E, in points.
    pub cover: u32,
}

/// What a district may set otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The most that C gives, and what it gives without rain.
    pub rain_points_max: i32,
    /// A rain of exactly 2, 5 or 10 mm is on the line below, as in the table; a code has it above.
    pub rain_on_line_is_lower: bool,
    /// Humidities in % from which B loses four points each, rising.
    pub humidity_lines_percent: [f64; 5],
}

impl Settings {
    pub const USUAL: Self = Self {
        rain_points_max: 50,
        rain_on_line_is_lower: true,
        humidity_lines_percent: [31.0, 41.0, 51.0, 61.0, 71.0],
    };

    fn check(&self) -> Result<(), Error> {
        POINTS.within("rain_points_max", f64::from(self.rain_points_max))?;
        let lines = &self.humidity_lines_percent;
        for line in lines {
            HUMIDITY_PERCENT.within("humidity_lines_percent", *line)?;
        }
        if lines.is_sorted() {
            Ok(())
        } else {
            Err(HUMIDITY_LINES.refuse("humidity_lines_percent", format!("{lines:?}")))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Danger {
    pub points: i32,
    /// 1 none, 2 low, 3 medium, 4 high, 5 extreme.
    pub grade: u8,
}

pub fn danger(day: &Day, settings: &Settings) -> Result<Danger, Error> {
    settings.check()?;
    TEMPERATURE_C.within("temperature_c", day.temperature_c)?;
    HUMIDITY_PERCENT.within("humidity_percent", day.humidity_percent)?;
    RAIN_MM.within("rain_mm", day.rain_mm)?;
    DAYS.within("days_since_rain", f64::from(day.days_since_rain))?;
    WIND_M_S.within("wind_m_s", day.wind_m_s)?;
    COVER_POINTS.within("cover_points", f64::from(day.cover))?;
    let reached = |value: f64, lines: &[f64]| lines.iter().filter(|line| value >= **line).count() as i32;
    let passed = |value: f64, lines: &[f64]| lines.iter().filter(|line| value > **line).count() as i32;
    let a = 4 * passed(day.temperature_c, &[5.0, 10.0, 15.0, 20.0, 25.0]);
    let b = 20 - 4 * reached(day.humidity_percent, &settings.humidity_lines_percent);
    let d = 5 * passed(day.wind_m_s, &[0.2, 1.5, 3.3, 5.4, 7.9, 10.7, 13.8, 17.1]);
    let points = a + b + rain_points(day.rain_mm, day.days_since_rain, settings) + d - day.cover as i32;
    let grade = 1 + [25, 50, 72, 90].iter().filter(|line| points > **line).count() as u8;
    Ok(Danger { points, grade })
}

/// C: a rain under 0.3 mm or longer ago than eight days counts as none.
fn rain_points(rain_mm: f64, days: u32, settings: &Settings) -> i32 {
    if rain_mm < 0.3 || days > 8 {
        return settings.rain_points_max;
    }
    let days = days as i32;
    let lines = if settings.rain_on_line_is_lower { [2.1, 5.1, 10.1] } else { [2.0, 5.0, 10.0] };
    let points = match rain_mm {
        _ if rain_mm < lines[0] => 10 + 5 * days,
        _ if rain_mm < lines[1] => 5 + 5 * days,
        _ if rain_mm < lines[2] => 5 * days,
        _ if days <= 1 => 0,
        _ => 5 + 5 * (days - 2),
    };
    points.min(settings.rain_points_max)
}

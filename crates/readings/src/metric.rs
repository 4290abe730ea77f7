//! What a device measures: the quantity, its unit, how it adds up over time, and what can't be true.

/// How readings of one metric are to be understood over a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// What fell or flowed since the reading before: sums are of use (rain).
    Amount,
    /// A state at that moment: highest, lowest, mean and rise are of use (water level, temperature).
    State,
    /// A total since the device was set up: only differences are of use (displacement).
    Total,
}

/// One measured quantity. Its code is what stands in messages, files and rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Metric {
    Rain,
    Level,
    Flow,
    Storage,
    Displacement,
    Tilt,
    Crack,
    PorePressure,
    SoilMoisture,
    Temperature,
    Humidity,
    WindSpeed,
    WindDirection,
    AirPressure,
    Gas,
    CarbonMonoxide,
    Smoke,
    SeepageLevel,
    DryBeach,
    Battery,
    /// What a gauge has counted since it was set up.
    RainTotal,
    /// The highest flow that is forecast from the reading's time on within so many hours, what flows then included.
    FlowWithin1h,
    FlowWithin3h,
    FlowWithin6h,
    FlowWithin24h,
    // Computed here from the weather of a day: forest fires.
    FireDangerClass,
    FireWeatherIndex,
    FineFuelMoistureCode,
    DuffMoistureCode,
    DroughtCode,
}

/// What is known of a metric wherever it is measured.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub code: &'static str,
    pub unit: &'static str,
    pub nature: Nature,
    /// Digits after the point that a device of this kind can tell apart; values are kept as whole numbers of that step.
    pub decimals: u8,
    /// Outside of it no value can be true, whatever the device.
    pub possible: (f64, f64),
}

impl Metric {
    pub const ALL: [Metric; 30] = [
        Metric::Rain,
        Metric::Level,
        Metric::Flow,
        Metric::Storage,
        Metric::Displacement,
        Metric::Tilt,
        Metric::Crack,
        Metric::PorePressure,
        Metric::SoilMoisture,
        Metric::Temperature,
        Metric::Humidity,
        Metric::WindSpeed,
        Metric::WindDirection,
        Metric::AirPressure,
        Metric::Gas,
        Metric::CarbonMonoxide,
        Metric::Smoke,
        Metric::SeepageLevel,
        Metric::DryBeach,
        Metric::Battery,
        Metric::RainTotal,
        Metric::FlowWithin1h,
        Metric::FlowWithin3h,
        Metric::FlowWithin6h,
        Metric::FlowWithin24h,
        Metric::FireDangerClass,
        Metric::FireWeatherIndex,
        Metric::FineFuelMoistureCode,
        Metric::DuffMoistureCode,
        Metric::DroughtCode,
    ];

    pub fn of_code(code: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|it| it.code() == code)
    }

    pub fn code(self) -> &'static str {
        self.shape().code
    }

    pub fn unit(self) -> &'static str {
        self.shape().unit
    }

    /// What can be true of it whatever the device, in steps of its last digit; both ends are possible.
    pub fn possible(self) -> (i32, i32) {
        let shape = self.shape();
        let steps = 10_f64.powi(i32::from(shape.decimals));
        ((shape.possible.0 * steps) as i32, (shape.possible.1 * steps) as i32)
    }

    pub const fn shape(self) -> Shape {
        use Nature::{Amount, State, Total};
        let (code, unit, nature, decimals, possible) = match self {
            Metric::Rain => ("rain", "mm", Amount, 1, (0.0, 500.0)),
            Metric::Level => ("level", "m", State, 3, (-100.0, 9_000.0)),
            Metric::Flow => ("flow", "m³/s", State, 3, (0.0, 200_000.0)),
            Metric::Storage => ("storage", "10⁴ m³", State, 2, (0.0, 10_000_000.0)),
            Metric::Displacement => ("displacement", "mm", Total, 2, (-100_000.0, 100_000.0)),
            Metric::Tilt => ("tilt", "°", State, 3, (-180.0, 180.0)),
            Metric::Crack => ("crack", "mm", Total, 2, (-10_000.0, 10_000.0)),
            Metric::PorePressure => ("pore_pressure", "kPa", State, 2, (-200.0, 10_000.0)),
            Metric::SoilMoisture => ("soil_moisture", "%", State, 1, (0.0, 100.0)),
            Metric::Temperature => ("temperature", "°C", State, 1, (-60.0, 80.0)),
            Metric::Humidity => ("humidity", "%", State, 1, (0.0, 100.0)),
            Metric::WindSpeed => ("wind_speed", "m/s", State, 1, (0.0, 120.0)),
            Metric::WindDirection => ("wind_direction", "°", State, 0, (0.0, 360.0)),
            Metric::AirPressure => ("air_pressure", "hPa", State, 1, (300.0, 1_100.0)),
            Metric::Gas => ("gas", "% CH₄", State, 2, (0.0, 100.0)),
            Metric::CarbonMonoxide => ("carbon_monoxide", "ppm", State, 1, (0.0, 10_000.0)),
            Metric::Smoke => ("smoke", "dB/m", State, 3, (0.0, 20.0)),
            Metric::SeepageLevel => ("seepage_level", "m", State, 3, (-500.0, 9_000.0)),
            Metric::DryBeach => ("dry_beach", "m", State, 2, (0.0, 5_000.0)),
            Metric::Battery => ("battery", "V", State, 2, (0.0, 60.0)),
            Metric::RainTotal => ("rain_total", "mm", Total, 1, (0.0, 1_000_000.0)),
            Metric::FlowWithin1h => ("flow_within_1h", "m³/s", State, 3, (0.0, 200_000.0)),
            Metric::FlowWithin3h => ("flow_within_3h", "m³/s", State, 3, (0.0, 200_000.0)),
            Metric::FlowWithin6h => ("flow_within_6h", "m³/s", State, 3, (0.0, 200_000.0)),
            Metric::FlowWithin24h => ("flow_within_24h", "m³/s", State, 3, (0.0, 200_000.0)),
            Metric::FireDangerClass => ("fire_danger_class", "", State, 0, (1.0, 5.0)),
            Metric::FireWeatherIndex => ("fire_weather_index", "", State, 1, (0.0, 500.0)),
            Metric::FineFuelMoistureCode => ("fine_fuel_moisture_code", "", State, 1, (0.0, 101.0)),
            Metric::DuffMoistureCode => ("duff_moisture_code", "", State, 1, (0.0, 2_000.0)),
            Metric::DroughtCode => ("drought_code", "", State, 1, (0.0, 5_000.0)),
        };
        Shape { code, unit, nature, decimals, possible }
    }
}

#[cfg(test)]
mod tests {
    use super::Metric;

    #[test]
    fn every_metric_is_found_by_its_code_and_keeps_its_place() {
        for (place, metric) in Metric::ALL.into_iter().enumerate() {
            assert_eq!(Metric::of_code(metric.code()), Some(metric));
            assert_eq!(metric as usize, place, "{metric:?} is kept in files by its number");
        }
        assert_eq!(Metric::of_code("wind"), None);
    }

    #[test]
    fn every_possible_value_fits_in_four_bytes() {
        for metric in Metric::ALL {
            let (shape, (low, high)) = (metric.shape(), metric.possible());
            let steps = 10_f64.powi(i32::from(shape.decimals));
            assert_eq!(
                (f64::from(low), f64::from(high)),
                (shape.possible.0 * steps, shape.possible.1 * steps),
                "{metric:?}"
            );
        }
    }
}

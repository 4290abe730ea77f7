//! Registering, amending and ending catchments, with their devices; what is forecast of them from readings.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Error, Instant, Role};
use signal::device;

use super::{Story, outcome, stream};
use crate::catchment::{self, Describe, End, State, Threshold};
use crate::forecast::{Gap, Parameter};
use crate::live::{Forecasts, Plan, Readings, Series, step_at};
use crate::rainfall;

const NOON: &str = "2026-07-15 12:00";

#[test]
fn a_catchment_has_a_device_of_its_own() {
    let s = Story::begin(NOON);
    let id = s.register(&stream("XLY-1")).unwrap();
    let it = s.catchment(id);
    assert_eq!((it.said.code.as_str(), it.state, it.said.gauges.len()), ("XLY-1", State::Kept, 2));
    assert_eq!(it.said.area_km2.to_string(), "38.5");
    assert_eq!(it.thresholds(), [(Threshold::Ready, 45.0), (Threshold::Immediate, 80.0)]);
    // In the order in which the water comes.
    let minutes: Vec<u32> = it.said.villages.iter().map(|it| it.minutes).collect();
    assert_eq!((minutes, it.said.villages[1].people), (vec![10, 45], Some(112)));
    assert_eq!(it.said.villages[1].mover.map(|it| it.person), Some(s.people.township_officer));
    // What was said, and the usual for the rest.
    let parameter = |which| it.said.parameters.get(which);
    assert_eq!((parameter(Parameter::FreeWaterMm), parameter(Parameter::UpperMm)), (22.0, 20.0));
    let device = s.t.db.read_blocking(|r| device::query::one(r, &s.t.rule(), it.device)).unwrap();
    assert_eq!((device.said.code.as_str(), device.said.interval_seconds), ("XLY-1", 600));
    assert_eq!(device.said.sort, device::Sort::CatchmentForecast);
    assert_eq!(device.said.measures.len(), 5);
    s.t.assert_replay_agrees();
}

#[test]
fn every_problem_is_said() {
    let s = Story::begin(NOON);
    s.register(&stream("XLY-1")).unwrap();
    let check = |change: fn(&mut Describe), said: &str| {
        let mut cmd = stream("XLY-2");
        change(&mut cmd);
        assert_eq!(outcome(s.register(&cmd)), said);
    };
    check(|it| it.code = "XLY-1".into(), "code: another device has this station code");
    check(|it| it.code = "P1".into(), "code: another device has this station code");
    check(|it| it.area = "0".into(), "area: this is outside the domain of the standard");
    check(|it| it.gauges = String::new(), "gauges: fill in this field");
    check(|it| it.gauges = "P9 1".into(), "gauges: no such device");
    check(|it| it.gauges = "Z1 1".into(), "gauges: this device measures no rain");
    check(|it| it.gauges = "P1 0".into(), "gauges: write the station code and its weight above zero");
    check(|it| it.gauges = "P1 1\nP1 2".into(), "gauges: the same stands here twice");
    check(|it| it.outlet = "P1".into(), "outlet: this device measures neither flow nor level");
    check(|it| it.immediate = "45".into(), "immediate: moving at once begins above getting ready");
    check(|it| it.basis = String::new(), "basis: say where the flows come from");
    check(|it| it.villages = "东门村".into(), "villages: write the place and the minutes from the outlet");
    check(|it| it.villages = "东门村 近".into(), "villages: minutes, households and people are whole numbers");
    check(|it| it.villages = "无此村 5".into(), "villages: no such division");
    check(|it| it.villages = "东门村 5 1 1 无此人".into(), "villages: nobody of this name is registered here");
    check(|it| it.ponds = "无此塘".into(), "ponds: no device and no subject of this name");
    check(|it| it.evaporation = "1 2 3".into(), "evaporation: write twelve numbers, January first, none above 30");
    check(
        |it| drop(it.parameters.insert("to_groundwater".into(), "0.7".into())),
        "to_groundwater: together with interflow less than all leaves in a day",
    );
    check(
        |it| drop(it.parameters.insert("impervious".into(), "1.2".into())),
        "impervious: this is outside the domain of the standard",
    );
    check(|it| drop(it.parameters.insert("colour".into(), "1".into())), "parameters: no such parameter");
    check(|it| it.since = "2026-07-16".into(), "since: this day is in the future or long past");
}

#[test]
fn amended_with_its_device_and_ended_for_good() {
    let s = Story::begin(NOON);
    let id = s.register(&stream("XLY-1")).unwrap();
    let amend = |cmd: Describe| s.act(Role::DutyOfficer, move |tx, ctx| catchment::amend(tx, ctx, id, &cmd));
    assert!(!amend(stream("XLY-1")).unwrap(), "the same changes nothing");
    assert!(amend(Describe { name: "石门小流域".into(), watcher: String::new(), ..stream("XLY-1") }).unwrap());
    let it = s.catchment(id);
    let device = || s.t.db.read_blocking(|r| device::query::one(r, &s.t.rule(), it.device)).unwrap();
    assert_eq!((device().said.name.as_str(), device().said.watcher), ("石门小流域洪水预报", None));
    // A township keeps its own, with its own gauges.
    let by_township =
        |cmd: Describe| outcome(s.act(Role::TownshipOfficer, move |tx, ctx| catchment::register(tx, ctx, &cmd)));
    assert_eq!(by_township(Describe { gauges: "P3".into(), ..stream("X") }), "gauges: no such device");
    assert_eq!(by_township(stream("X")), "done");
    let end = |reason: &str| {
        let cmd = End { reason: reason.into() };
        outcome(s.act(Role::DutyOfficer, move |tx, ctx| catchment::end(tx, ctx, id, &cmd)))
    };
    assert_eq!(end(""), "reason: fill in this field");
    assert_eq!(end("并入下游流域"), "done");
    assert_eq!((s.catchment(id).state, device().state), (State::Ended, device::State::Retired));
    assert_eq!(end("再次"), "this catchment has ended");
    assert_eq!(outcome(amend(stream("XLY-1"))), "this catchment has ended");
    s.t.assert_replay_agrees();
}

/// So much rain each five minutes at a gauge in the hours before; a gauge that is not named sends nothing.
struct Gauges(HashMap<&'static str, f64>);

impl Readings for Gauges {
    fn each(
        &self,
        of: &[Series],
        from: Instant,
        until: Instant,
        give: &mut dyn FnMut(usize, Vec<(i64, f64)>),
    ) -> Result<(), Error> {
        const FIVE: i64 = 300_000;
        for (place, (code, metric)) in of.iter().enumerate() {
            let Some(mm) = self.0.get(code.as_str()) else { continue };
            let storm = until.millis() - 6 * 3_600_000;
            let mut total = 0.0;
            let reading = |at: i64| {
                let fell = if at > storm { *mm } else { 0.0 };
                total += fell;
                (at, if *metric == readings::Metric::RainTotal { total } else { fell })
            };
            let times = (from.millis() / FIVE + 1..).map(|n| n * FIVE).take_while(|at| *at < until.millis());
            give(place, times.map(reading).collect());
        }
        Ok(())
    }
}

#[test]
fn what_gauges_send_becomes_a_forecast_or_none() {
    let s = Story::begin(NOON);
    let id = s.register(&stream("XLY-1")).unwrap();
    let forecast = |gauges: &[(&'static str, f64)]| {
        let all = Forecasts::of(Arc::new(Gauges(gauges.iter().copied().collect())));
        let plan = s.t.db.read_blocking(|r| Plan::read(r, &s.t.rule())).unwrap();
        assert_eq!(all.observe(&plan, step_at(s.now())).unwrap(), Vec::<String>::new());
        let latest = all.latest(id, s.now()).unwrap();
        let expected = rainfall::of_catchment(&plan.expected, id, s.now());
        (latest.forecast(expected).unwrap(), latest)
    };
    // 18 mm an hour at both, of which one tells its total.
    let (both, latest) = forecast(&[("P1", 1.5), ("P2", 1.5)]);
    let both = both.unwrap();
    assert!(both.peak().1 > 20.0 && both.highest_within(1) <= both.highest_within(24), "{:?}", both.peak());
    assert!((latest.gauges[0].hour_mm - 18.0).abs() < 1e-6 && (latest.gauges[1].hour_mm - 18.0).abs() < 1e-6);
    assert!(latest.gauges.iter().all(|it| it.heard) && latest.situation.covered() == 1.0);
    // One that stands for more than half is enough, one for less is not.
    let (alone, latest) = forecast(&[("P1", 1.5)]);
    assert!((alone.unwrap().peak().1 / both.peak().1 - 1.0).abs() < 1e-6);
    assert!((latest.situation.covered() - 0.6).abs() < 1e-9 && !latest.gauges[1].heard);
    assert_eq!(forecast(&[("P2", 1.5)]).0, Err(Gap::Uncovered));
    assert_eq!(forecast(&[]).0, Err(Gap::Uncovered));
    // More rain that somebody expects is a higher crest.
    let cmd = rainfall::Tell { within_3h: "60".into(), source: "县气象台".into(), ..rainfall::Tell::default() };
    s.act(Role::DutyOfficer, move |tx, ctx| rainfall::tell(tx, ctx, &cmd)).unwrap();
    let (more, _) = forecast(&[("P1", 1.5), ("P2", 1.5)]);
    assert!(more.unwrap().peak().1 > 1.2 * both.peak().1);
}

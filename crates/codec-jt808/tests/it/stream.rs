//! Streams: wherever the parts are cut, however much rubbish stands between.

use codec_jt808::{Settings, Splitter};
use proptest::prelude::*;

use crate::hex;

const HEARTBEAT: &str = "7e00020000012345678900000a817e";

#[test]
fn a_million_bad_frames_change_nothing_about_the_good_ones() {
    let good = hex(HEARTBEAT);
    let mut splitter = Splitter::new(Settings::default());
    let (mut frames, mut errors) = (0, 0);
    let mut bad = hex("7e00020000012345678900000a817e");
    for round in 0..10_000_u32 {
        let mut part = Vec::new();
        for n in 0..100_u32 {
            // One bit of header, serial or check byte, but for the seventh of a byte that would make a flag or an escape.
            let (at, bit) = (1 + (round + n) as usize % 13, (round / 13 + n) % 8);
            bad[at] ^= 1 << bit;
            part.extend_from_slice(&bad);
            bad[at] ^= 1 << bit;
        }
        part.extend_from_slice(&good);
        splitter.push(&part, |_, frame| if frame.is_ok() { frames += 1 } else { errors += 1 });
    }
    assert_eq!((frames, errors), (10_000, 1_000_000));
}

#[test]
fn an_endless_frame_is_one_error_and_bounded() {
    let mut splitter = Splitter::new(Settings::default());
    let mut seen = Vec::new();
    let mut sink = |at, frame: Result<codec_jt808::Frame<'_>, codec_jt808::Error>| {
        seen.push((at, frame.map(|it| it.header().serial).map_err(|e| e.to_string())));
    };
    splitter.push(&[0x7e], &mut sink);
    (0..100).for_each(|_| splitter.push(&[0; 1000], &mut sink));
    splitter.push(&hex(HEARTBEAT), &mut sink);
    splitter.push(&[0x01, 0x02], &mut sink);
    splitter.finish(&mut sink);
    let long = "frame at byte 1045: more than the limit of 1045".to_owned();
    assert_eq!(
        seen,
        [(0, Err(long)), (100_001, Ok(10)), (100_015, Err("frame at byte 2: the frame has no end".to_owned()))]
    );
}

#[test]
fn one_flag_may_end_a_frame_and_begin_the_next() {
    let one = hex(HEARTBEAT);
    let stream = [&one, &one[1..], &one[1..]].concat();
    let mut count = 0;
    Splitter::new(Settings::default()).push(&stream, |_, frame| count += u32::from(frame.is_ok()));
    assert_eq!(count, 3);
}

proptest! {
    #[test]
    fn where_a_stream_is_cut_makes_no_difference(
        pieces in proptest::collection::vec(prop_oneof![Just(hex(HEARTBEAT)), proptest::collection::vec(any::<u8>(), 0..40)], 0..20),
        step in 1..50_usize,
    ) {
        let stream = pieces.concat();
        let read = |step: usize| {
            let mut seen = Vec::new();
            let mut splitter = Splitter::new(Settings::default());
            let mut sink = |at, frame: Result<codec_jt808::Frame<'_>, codec_jt808::Error>| {
                seen.push((at, frame.map(|it| it.header().serial)));
            };
            stream.chunks(step).for_each(|part| splitter.push(part, &mut sink));
            splitter.finish(&mut sink);
            seen
        };
        prop_assert_eq!(read(step), read(usize::MAX));
    }
}

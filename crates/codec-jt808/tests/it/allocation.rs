//! The hot path: frames and locations are read in place.

use codec_jt808::{Item, LocationView, Message, Settings, Splitter, TemperatureRule, Time};

use crate::hex;

#[test]
fn decoding_a_stream_of_locations_allocates_nothing() {
    // The second one has an escaped byte, so the scratch is used.
    let mut stream = Vec::new();
    for it in [
        "7e02000026123456789012007d02000000010000000200ba7f0e07e4f11c0028003c00001810151010100104000000640202007d01137e",
        "7e02000032000000000000022500000000000c0002000000000000000000710000014626061510572501040000006430011f31010ce10200722b04ab560000487e",
    ] {
        stream.extend(hex(it));
    }
    let stream = stream.repeat(100);
    let mut splitter = Splitter::new(Settings::default());
    let (mut frames, mut items, mut sum) = (0, 0, 0);
    let counted = allocation_counter::measure(|| {
        splitter.push(&stream, |_, frame| {
            let Ok(frame) = frame else { return };
            let Ok(view) = LocationView::new(frame.body(), frame.header().len()) else { return };
            frames += 1;
            sum += u64::from(view.speed_tenth_km_h()) + u64::from(view.latitude_micro_degrees());
            for item in view.items().flatten() {
                std::hint::black_box(item.meaning(TemperatureRule::SignBit));
                items += 1;
            }
        });
    });
    assert_eq!((frames, items), (200, 700));
    assert_eq!(counted.count_total, 0);
    assert_eq!(sum, 100 * (60 + 12_222_222));
}

/// The counter does count.
#[test]
fn a_location_as_a_value_of_its_own_allocates() {
    let mut body = Vec::new();
    let it = codec_jt808::Location {
        items: vec![Item { id: 1, value: vec![0; 4] }],
        time: Time([0; 6]),
        ..Default::default()
    };
    it.put(&mut body).unwrap();
    let counted = allocation_counter::measure(|| {
        let view = LocationView::new(&body, 0).unwrap();
        std::hint::black_box(Message::Location(view.to_value()));
    });
    assert!(counted.count_total > 0);
}

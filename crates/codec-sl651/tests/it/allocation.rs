//! The hot path: frames and their elements are read in place.

use codec_sl651::{BodyView, Frame, Part, Settings, Splitter, Value};

use crate::hex;

#[test]
fn decoding_a_stream_of_reports_allocates_nothing() {
    let one = hex(
        "7e7e010012345678123430002b020003591011154947f1f1001234567848f0f0591011154920190000052619000005392300000127381211150320fa",
    );
    let stream = one.repeat(100);
    let settings = Settings::default();
    let mut splitter = Splitter::default();
    let (mut frames, mut sum) = (0, 0);
    let counted = allocation_counter::measure(|| {
        splitter.push(&stream, |_, frame: Result<Frame<'_>, codec_sl651::Error>| {
            let Ok(body) = frame.and_then(|it| BodyView::new(&it)) else { return };
            frames += 1;
            for part in body.parts().flatten() {
                if let Part::Element(it) = part
                    && let Value::Number { digits, .. } = it.value(&settings)
                {
                    sum += digits;
                }
            }
        });
    });
    assert_eq!((frames, sum), (100, 100 * (5 + 5 + 127 + 1115)));
    assert_eq!(counted.count_total, 0);
}

//! Any document: no panic; an alert that can be written is read back, and written to the same again.
#![no_main]

use codec_cap::{Limits, Mapping, Source, lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    if let Ok(source) = Source::new(document, Limits::default())
        && let Ok(read) = source.read()
    {
        for alert in &read.alerts {
            let Ok(written) = alert.write() else { continue };
            let source = Source::new(written.as_bytes(), Limits::default()).expect("UTF-8 of a size that came in");
            let again = source.read().expect("what was written is well formed");
            assert_eq!(again.alerts[0].write().as_deref(), Ok(written.as_str()));
            alert.to_cap(&Mapping::default()).rules();
        }
    }
    lines(document, std::io::sink(), Limits::default()).expect("a sink takes everything");
});

/// How numbers are read that the reference knows from memory only (certainty M). The defaults are the reference's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// A first byte of `FF` is a minus sign.
    pub leading_ff_is_negative: bool,
    /// A value all of whose bytes are `FF` or all of whose bytes are `AA` was not measured.
    pub filled_is_missing: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { leading_ff_is_negative: true, filled_is_missing: true }
    }
}

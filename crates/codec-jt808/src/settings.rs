/// What the standard leaves open, or what is known from one source only. The defaults are those of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    pub header: HeaderRule,
    pub temperature: TemperatureRule,
}

/// How the edition of a header is told. Some makers set bit 14 of the body properties and send the header of 2013.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderRule {
    /// Bit 14 of the body properties: 0 is 2011 or 2013, 1 is 2019.
    #[default]
    ByFlag,
    /// The header of 2013 whatever bit 14 says.
    Always2013,
}

/// How item 0x06 writes degrees below zero. The reference says "signed, -32767 to 32767"; which of the two forms is meant
/// is from memory (certainty M), so it is a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TemperatureRule {
    /// The highest bit is the sign, the rest the amount: the range has no -32768.
    #[default]
    SignBit,
    TwosComplement,
}

use serde::Serialize;

use crate::Error;
use crate::cursor::{Cursor, put_counted};
use crate::text::Hex;

/// One terminal parameter as sent. Its type follows from the id and, for private ones, from the maker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub id: u32,
    pub value: Hex,
}

impl Parameter {
    /// A value of four bytes as a number.
    pub fn number(&self) -> Option<u32> {
        self.value.0.as_slice().try_into().ok().map(u32::from_be_bytes)
    }
}

/// 0x0104: the answer to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    pub reply_serial: u16,
    /// As sent; some terminals count wrongly, so it is kept beside the parameters.
    pub count: u8,
    pub parameters: Vec<Parameter>,
}

impl Parameters {
    pub(super) fn read(c: &mut Cursor<'_>) -> Result<Self, Error> {
        let reply_serial = c.u16("reply_serial")?;
        let (count, parameters) = read_all(c)?;
        Ok(Self { reply_serial, count, parameters })
    }

    pub(super) fn put(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        into.extend_from_slice(&self.reply_serial.to_be_bytes());
        put_all(self.count, &self.parameters, into)
    }
}

pub(super) fn read_all(c: &mut Cursor<'_>) -> Result<(u8, Vec<Parameter>), Error> {
    let count = c.u8("parameter_count")?;
    let mut parameters = Vec::new();
    while !c.is_empty() {
        let id = c.u32("parameter_id")?;
        let len = c.u8("parameter_length")?;
        parameters.push(Parameter { id, value: Hex(c.take("parameter_value", len.into())?.to_vec()) });
    }
    Ok((count, parameters))
}

pub(super) fn put_all(count: u8, parameters: &[Parameter], into: &mut Vec<u8>) -> Result<(), Error> {
    into.push(count);
    for Parameter { id, value } in parameters {
        into.extend_from_slice(&id.to_be_bytes());
        put_counted("parameter_value", &value.0, into)?;
    }
    Ok(())
}

#[derive(Serialize)]
pub(super) struct ShownParameter<'a> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    raw: &'a Hex,
}

impl<'a> From<&'a Parameter> for ShownParameter<'a> {
    fn from(it: &'a Parameter) -> Self {
        Self { id: format!("{:04x}", it.id), number: it.number(), raw: &it.value }
    }
}

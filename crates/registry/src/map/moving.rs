//! The box in which `map.js` puts the map that moves. What is inside stays for everybody without WebGL 2 or a script, and
//! on paper.

use kernel::Lang;
use maud::{Markup, html};
use page::href;
use serde_json::json;

use super::Map;
use crate::words::map as w;

const OUTLINES: &str = "/api/v1/divisions/outlines";

pub(super) fn moving(lang: Lang, map: &Map<'_>, still: Markup) -> Markup {
    html! {
        link rel="stylesheet" href=(href("maplibre-gl.css"));
        div.map-box data-map data-library=(href("maplibre-gl.mjs")) data-worker=(href("maplibre-gl-worker.mjs"))
            data-outlines=(OUTLINES) data-points=(map.points) data-words=(words(lang, map)) { div.map-still { (still) } }
        script src=(href("map.js")) defer {}
    }
}

/// The texts of the controls under the library's own names.
fn words(lang: Lang, map: &Map<'_>) -> String {
    json!({
        "Map.Title": map.moving,
        "NavigationControl.ZoomIn": w::zoom_in(lang),
        "NavigationControl.ZoomOut": w::zoom_out(lang),
        "Popup.Close": w::close(lang),
        "ScaleControl.Meters": w::metres(lang),
        "ScaleControl.Kilometers": w::kilometres(lang),
        "CooperativeGesturesHandler.MobileHelpText": w::two_fingers(lang),
        "CooperativeGesturesHandler.WindowsHelpText": w::ctrl_scroll(lang),
        "CooperativeGesturesHandler.MacHelpText": w::ctrl_scroll(lang),
        "attribution": w::attribution(lang),
    })
    .to_string()
}

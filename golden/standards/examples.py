"""Writes the worked examples beside it: python3 golden/standards/examples.py

Written from the published formulas and tables, not from the crate; what has no formula (tables, codes) stands here as it was
looked up by hand. Needs nothing but Python.
"""
import csv, math, pathlib

HERE = pathlib.Path(__file__).parent


def dec(value):
    digits = math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:.{min(max(8 - digits, 6), 15)}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def table(name, inputs, outputs, *rows):
    """A row: cells of the inputs, then a list of results or the reason of its refusal."""
    inputs, outputs = inputs.split(), outputs.split()
    with open(HERE / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(inputs + outputs + ["error"])
        for *cells, result in rows:
            found = [""] * len(outputs) + [result] if isinstance(result, str) else [*result, ""]
            found = [dec(it) if isinstance(it, float) else str(it) for it in found]
            assert len(cells) == len(inputs) and len(found) == len(outputs) + 1, (name, cells, found)
            out.writerow(cells + found)


# Canadian fire weather: Van Wagner and Pickett 1985, northern latitudes from 30°.
SCALE = {"van_wagner_1987": 147.2, "cffdrs_2023": 250 * 59.5 / 101}
DMC_DAY = [6.5, 7.5, 9, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8, 7, 6]
DC_DAY = [-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5, 2.4, 0.4, -1.6, -1.6]


def dried(m, t, h, w, speed):
    e = lambda a, b, c: a * h**b + c * math.exp((h - 100) / 10) + 0.18 * (21.1 - t) * (1 - math.exp(-0.115 * h))
    up, low = e(0.942, 0.679, 11), e(0.618, 0.753, 10)
    k = lambda x: (0.424 * (1 - x**1.7) + 0.0694 * math.sqrt(w) * (1 - x**8)) * speed
    if m > up:
        return up + (m - up) * 10 ** -k(h / 100)
    if m < low:
        return low - (low - m) * 10 ** -k((100 - h) / 100)
    return m


def wetted(m, rain):
    new = m + 42.5 * rain * math.exp(-100 / (251 - m)) * (1 - math.exp(-6.93 / rain))
    if m > 150:
        new += 0.0015 * (m - 150) ** 2 * math.sqrt(rain)
    return min(new, 250)


def ffmc_next(k, old, t, h, w, p, hours=None):
    m = k * (101 - old) / (59.5 + old)
    rain = p if hours is not None else p - 0.5
    if rain > 0:
        m = wetted(m, rain)
    speed = 0.581 * math.exp(0.0365 * t) if hours is None else 0.0579 * math.exp(0.0365 * t) * hours
    m = dried(m, t, h, w, speed)
    return min(max(59.5 * (250 - m) / (k + m), 0), 101)


def day(k, codes, t, h, w, p, month):
    f, dm, dc = codes
    f = ffmc_next(k, f, t, h, w, p)
    if p > 1.5:
        b = 100 / (0.5 + 0.3 * dm) if dm <= 33 else 14 - 1.3 * math.log(dm) if dm <= 65 else 6.2 * math.log(dm) - 17.2
        re = 0.92 * p - 1.27
        m = 20 + 280 / math.exp(0.023 * dm) + 1000 * re / (48.77 + b * re)
        dm = max(43.43 * (5.6348 - math.log(m - 20)), 0)
    dm += 1.894 * (max(t, -1.1) + 1.1) * (100 - h) * DMC_DAY[month - 1] * 1e-4
    if p > 2.8:
        q = 800 * math.exp(-dc / 400) + 3.937 * (0.83 * p - 1.27)
        dc = max(400 * math.log(800 / q), 0)
    dc += max(0.36 * (max(t, -2.8) + 2.8) + DC_DAY[month - 1], 0) / 2
    m = k * (101 - f) / (59.5 + f)
    isi = 0.208 * math.exp(0.05039 * w) * 91.9 * math.exp(-0.1386 * m) * (1 + m**5.31 / 4.93e7)
    bui = 0.8 * dm * dc / (dm + 0.4 * dc) if dm + 0.4 * dc else 0.0
    if bui < dm:
        bui = max(dm - (1 - 0.8 * dc / (dm + 0.4 * dc)) * (0.92 + (0.0114 * dm) ** 1.7), 0)
    fd = 0.626 * bui**0.809 + 2 if bui <= 80 else 1000 / (25 + 108.64 * math.exp(-0.023 * bui))
    b = 0.1 * isi * fd
    fwi = b if b <= 1 else math.exp(2.72 * (0.434 * math.log(b)) ** 0.647)
    return (f, dm, dc), [f, dm, dc, isi, bui, fwi, 0.0272 * fwi**1.77]


rows = []
for edition in SCALE:
    codes = (85, 6, 15)
    for at, weather in enumerate([(17, 42, 25, 0), (20, 21, 25, 2.4), (8.5, 40, 17, 0), (6.5, 25, 6, 0), (7, 93, 14, 9)]):
        codes, found = day(SCALE[edition], codes, *weather, 4)
        rows.append([*weather, 4, 40, "" if at else edition, edition, [*map(float, found), edition]])
rows.append([17, 142, 25, 0, 4, 40, "", "wet", "relative_humidity_percent is 142, allowed is 0 to 100"])
WEATHER = "temperature_c relative_humidity_percent wind_km_h rain_mm"
table("fire-weather", f"{WEATHER} month latitude_deg edition series", "ffmc dmc dc isi bui fwi dsr constant", *rows)

rows = []
for edition in SCALE:
    f = 85
    for at, (*weather, hours) in enumerate([(17, 42, 25, 0, 1), (20, 21, 25, 2.4, 1), (8.5, 90, 17, 0, 3)]):
        f = ffmc_next(SCALE[edition], f, *weather, hours)
        rows.append([*weather, hours, "" if at else edition, edition, [float(f), edition]])
rows.append([17, 42, -1, 0, 1, "", "still", "wind_km_h is -1, allowed is 0 to 300"])
table("fire-weather-hourly", f"{WEATHER} hours edition series", "ffmc constant", *rows)

# Three days above 12 °C begin it on the next day, three below 5 °C end it before the next day.
warm = [13, 12.1, 14, 11, 9, 4, 4.9, 3, 2]
season = ["", "", "", "1", "1", "1", "1", "1", ""]
rows = [[t, "", [s, "yes" if at == 3 else "no"]] for at, (t, s) in enumerate(zip(warm, season))]
table("fire-weather-season", "temperature_c_max series", "season begins", *rows, [71, "", "temperature_c_max is 71, allowed is -60 to 70"])

winter = lambda dc, p, a, b: max(400 * math.log(800 / (a * 800 * math.exp(-dc / 400) + 3.94 * b * p)), 15.0)
table("fire-weather-overwinter", "autumn_dc winter_precipitation_mm carried_over wetting", "start_dc",
      *([dc, p, a, b, [winter(dc, p, a, b)]] for dc, p, a, b in [(200, 50, .75, .75), (450, 110, 1, .5), (300, 0, .5, .9), (100, 400, 1, 1)]),
      [300, 50, 1.1, 0.5, "carried_over is 1.1, allowed is 0 to 1"])

table("fire-danger", "temperature_c humidity_percent rain_mm days_since_rain wind_m_s cover_points", "htz grade",
      [26, 28, 0, 9, 6, 0, [110, 5]], [12, 55, 3, 2, 2, 10, [31, 2]], [18, 35, 1, 3, 4, 5, [63, 3]],
      [22, 40, 6, 5, 8.5, 0, [82, 4]], [3, 80, 15, 0, 0, 20, [-20, 1]],
      [3, 80, 15, 0, 0, 7, "cover_points is 7, allowed is one of 0, 5, 10, 15, 20"])

# Earthquakes. Utsu: b = log10 e / (mean − (Mc − ΔM/2)); classic: the same for magnitudes in bins, ln(1 + ΔM/(mean − Mc)) /
# (ΔM·ln 10), Tinti and Mulargia 1987; σ of Shi and Bolt; a from eight events in four years.
mags = [2.0, 2.1, 2.0, 2.3, 2.6, 2.2, 2.0, 3.1]
mean = sum(mags) / len(mags)
spread = math.sqrt(sum((m - mean) ** 2 for m in mags) / (len(mags) * (len(mags) - 1)))
rows = []
for method, b in [("classic", math.log(1 + 0.1 / (mean - 2)) / (0.1 * math.log(10))), ("utsu", math.log10(math.e) / (mean - 1.95))]:
    a = math.log10(len(mags) / 4) + 2 * b
    found = ["2", b, math.log(10) * b * b * spread, 8, a, 10 ** (a - 3 * b)]
    rows += [[m, *((2, 4, 3, method) if at == 0 else [""] * 4), method, found] for at, m in enumerate(mags)]
table("catalogue", "magnitude completeness years asked_magnitude method series", "completeness_found b b_sigma counted a_per_year rate",
      *rows, [11, "", "", "", "", "classic", "magnitude is 11, allowed is -3 to 10"])
EVENT = "time latitude_deg longitude_deg magnitude"
table("catalogue-decluster", EVENT, "main_shock belongs_to_time belongs_to_magnitude",
      # M 6: 10^(0.1238·6 + 0.983) = 53 km and 10^(0.5409·6 − 0.547) = 499 days.
      ["2020-01-01 00:00:00", 25, 100, 6, ["yes", "2020-01-01 00:00:00", "6"]],
      ["2020-02-01 00:00:00", 25.1, 100, 4, ["no", "2020-01-01 00:00:00", "6"]],
      ["2020-02-02 00:00:00", 27, 100, 4, ["yes", "2020-02-02 00:00:00", "4"]],
      ["2024-02-02 00:00:00", 25, 100, 5, ["yes", "2024-02-02 00:00:00", "5"]],
      ["2024-02-02 00:00:00", 95, 100, 5, "latitude_deg is 95, allowed is -90 to 90"])
SQUARE, BESIDE = "99 24, 101 24, 101 26, 99 26", "99 24, 101 24, 101 26, 99 26; 99.5 24.5, 100.5 24.5, 100.5 25.5, 99.5 25.5"
table("catalogue-since", EVENT + " centre_latitude_deg outline series", "days_since",
      ["2020-01-01 00:00:00", 25, 100, 4, "", "", "a", [""]], ["2020-01-11 12:00:00", 25, 100, 2.9, "", "", "a", ["10.5"]],
      ["2020-01-31 00:00:00", 25, 100, 3, "", "", "a", ["30"]], ["2020-02-01 06:00:00", 25, 100, 1, "", "", "a", ["1.25"]],
      ["2020-02-01", 25, 181, 1, "", "", "a", "longitude_deg is 181, allowed is -180 to 180"],
      # Inside the district, outside it, inside again; then the same with a hole around the first.
      ["2020-01-01 00:00:00", 25, 100, 4, "", SQUARE, "b", [""]], ["2020-01-02 00:00:00", 27, 100, 4, "", "", "b", ["1"]],
      ["2020-01-04 00:00:00", 24.2, 100, 4, "", "", "b", ["3"]], ["2020-01-05 00:00:00", 25, 100, 1, "", "", "b", ["1"]],
      ["2020-01-01 00:00:00", 25, 100, 4, "", BESIDE, "c", [""]], ["2020-01-02 00:00:00", 24.2, 100, 4, "", "", "c", [""]],
      ["2020-01-04 00:00:00", 25, 100, 4, "", "", "c", ["2"]],
      ["2020-01-04 00:00:00", 25, 100, 4, 25, "", "d", "centre_longitude_deg is missing"],
      ["2020-01-04 00:00:00", 25, 100, 4, "", "99 24, 101 24", "e", "outline is 99 24, 101 24, allowed is rings of vertices like 100.1 25.2, between commas, at least three; semicolons between rings"])

# Intensity, Wang 2000: I = a + b·M − c·ln(R + R0) on the long and the short axis; the mean by halving.
AXES = {"east": [(6.046, 1.480, 2.081, 25, .49), (2.617, 1.435, 1.441, 7, .56)], "west": [(5.643, 1.538, 2.109, 25, .64), (2.941, 1.363, 1.494, 7, .61)]}


def felt(region, m, r, degree):
    on = lambda axis, r: axis[0] + axis[1] * m - axis[2] * math.log(r + axis[3])
    long, short = AXES[region]
    mean = lambda r: (on(long, r) + on(short, r)) / 2
    found = [on(long, r), on(short, r), mean(r), long[4], short[4]]
    if degree == "":
        return found + ["", "", ""]
    radii = [math.exp((axis[0] + axis[1] * m - degree) / axis[2]) - axis[3] for axis in (long, short)]
    near, far = 0.0, 1000.0
    for _ in range(60):
        near, far = ((near + far) / 2, far) if mean((near + far) / 2) >= degree else (near, (near + far) / 2)
    reach = [round(it, 6) for it in radii] if min(radii) > 0 else ["", ""]
    return found + reach + [round(near, 6) if mean(0) >= degree else ""]


table("earthquake-intensity", "region magnitude distance_km intensity",
      "intensity_long intensity_short intensity_mean sigma_long sigma_short radius_long_km radius_short_km radius_mean_km",
      *([*row, felt(*row)] for row in [("west", 5.1, 0, 5), ("west", 5.1, 20, 6), ("west", 7.0, 50, 8), ("east", 6.5, 30, 7), ("east", 4.0, 10, 6), ("west", 5.5, 100, "")]),
      ["west", 2.9, 10, 5, "magnitude is 2.9, allowed is 3 to 9"], ["north", 5, 10, 5, "region is north, allowed is one of east, west"])

# GR4J, Perrin 2003; a unit hydrograph of half a day lets all out on the day.
def gr4j(x1, x3, fill_p, fill_r, days):
    s, r = fill_p * x1, fill_r * x3
    for p, e in days:
        if p >= e:
            net, u = p - e, math.tanh((p - e) / x1)
            into = x1 * (1 - (s / x1) ** 2) * u / (1 + s / x1 * u)
            s, through = s + into, net - into
        else:
            u = math.tanh((e - p) / x1)
            s -= s * (2 - s / x1) * u / (1 + (1 - s / x1) * u)
            through = 0
        left = s * (1 + (4 / 9 * s / x1) ** 4) ** -0.25
        through, s = through + s - left, left
        r += 0.9 * through
        left = r * (1 + (r / x3) ** 4) ** -0.25
        q, r = r - left + 0.1 * through, left
        yield q, s, r
days = [(12, 2), (0, 4), (30, 1), (3, 3)]
table("runoff-gr4j", "rain_mm evaporation_mm x1_mm x2_mm x3_mm x4_days series", "flow_mm production_mm routing_mm",
      *([p, e, *((100, 0, 50, 0.5) if at == 0 else [""] * 4), "a", list(map(float, out))]
        for at, ((p, e), out) in enumerate(zip(days, gr4j(100, 50, 0.3, 0.5, days)))),
      [-1, 2, 100, 0, 50, 0.5, "b", "rain_mm is -1, allowed is 0 to 2000"])
few = lambda name, n, which="given": f"{name}: {n} {which}, at least 2 are needed"
FEW = [[9, 1, "", "a", few("observed", 0, "measured after the warm-up")], [9, 1, 1, "b", few("observed", 0, "measured after the warm-up")], [-9, 1, 1, "c", "rain_mm is -9, allowed is 0 to 2000"]]
FITTED = "nash_sutcliffe peak_error_percent"
table("runoff-gr4j-calibrate", "rain_mm evaporation_mm observed_mm series", f"x1_mm x2_mm x3_mm x4_days {FITTED}", *FEW)
XAJ = ("evaporation_ratio tension_exponent impervious upper_mm lower_mm deep_mm deep_evaporation free_water_mm "
       "free_water_exponent to_interflow to_groundwater channel_recession lag_steps interflow_recession groundwater_recession")
table("runoff-xaj-calibrate", "rain_mm evaporation_mm observed_mm series", f"{XAJ} {FITTED}", *FEW)


# Xin'anjiang from the equations of the book: three layers, two parabolas, two reservoirs, a lag of one; what has been leaving the
# channel so far, or nothing: then what enters leaves at once until the lag has passed.
def xaj(par, steps, leaving=0.0):
    K, B, IM, UM, LM, DM, C, SM, EX, KI, KG, CS, _, CI, CG = par
    WM, (wu, wl, wd, s) = UM + LM + DM, (UM / 2, LM / 2, DM / 2, SM / 2)
    fr = qi = qg = 0.1
    last = before = leaving
    for p, e in steps:
        ep = K * e
        eu, el, ed = (ep, 0, 0) if wu + p >= ep else (wu + p, 0, 0)
        if wu + p < ep:
            asked = ep - eu
            el, ed = (asked * wl / LM, 0) if wl >= C * LM else (C * asked, 0) if wl >= C * asked else (wl, C * asked - wl)
        pe, r, rs = p - eu - el - ed, 0, 0
        if pe > 0:
            w, wmm = wu + wl + wd, WM * (1 + B)
            a = wmm * (1 - (1 - w / WM) ** (1 / (1 + B)))
            r = max(pe - WM + w + (WM * (1 - (a + pe) / wmm) ** (1 + B) if a + pe < wmm else 0), 0)
            d = pe - r
            up = min(d, UM - wu); d -= up; wu += up
            low = min(d, LM - wl); d -= low; wl += low; wd += d
        else:
            wu, wl, wd = max(wu + pe, 0), wl - el, wd - ed
            wu = wu if wu > 0 else 0
        if r > 0:
            f, ms = r / pe, SM * (1 + EX)
            water = min(fr * s / f, SM)
            au = ms * (1 - (1 - water / SM) ** (1 / (1 + EX)))
            rs = min(f * (pe - SM + water + (SM * (1 - (pe + au) / ms) ** (1 + EX) if pe + au < ms else 0)), r)
            s, fr = water + (r - rs) / f, f
        s = min(s, SM)
        ri, rg = KI * s * fr, KG * s * fr
        s *= 1 - KI - KG
        qi, qg = CI * qi + (1 - CI) * ri * (1 - IM), CG * qg + (1 - CG) * rg * (1 - IM)
        surface = rs * (1 - IM) + max(pe, 0) * IM
        total = surface + qi + qg
        q = total if last is None else CS * last + (1 - CS) * before
        last, before = q, total
        yield [q, eu + el + ed, surface, qi, qg, wu + wl + wd]
PAR = [0.8, 0.3, 0.02, 20, 60, 40, 0.15, 20, 1.2, 0.3, 0.4, 0.5, 1, 0.6, 0.95]
steps = [(30, 2), (10, 1), (0, 5), (0, 6)]
table("runoff-xaj", f"rain_mm evaporation_mm {XAJ} channel_start initial_flow_mm series", "flow_mm evaporated_mm surface_mm interflow_mm groundwater_mm soil_mm",
      *([p, e, *(PAR + [start, mm] if at == 0 else [""] * 17), name, list(map(float, out))]
        for name, start, mm, leaving in [("a", "", "", 0.0), ("b", "steady", 3, 3.0), ("c", "undelayed", "", None)]
        for at, ((p, e), out) in enumerate(zip(steps, xaj(PAR, steps, leaving)))),
      [30, 2, 9, *PAR[1:], "", "", "d", "evaporation_ratio is 9, allowed is 0.01 to 3"],
      [30, 2, *PAR, "guessed", "", "e", "channel_start is guessed, allowed is one of steady, undelayed"])


def muskingum(flow, k, x, dt):
    d, out = 2 * k * (1 - x) + dt, flow[0]
    for before, now in zip([flow[0], *flow], flow):
        out = (dt - 2 * k * x) / d * now + (dt + 2 * k * x) / d * before + (2 * k * (1 - x) - dt) / d * out
        yield [float(out)]
flow = [10, 40, 40, 10]
table("route-muskingum", "inflow_m3_s travel_h weight step_h series", "outflow_m3_s",
      *([q, *((6, 0.2, 6) if at == 0 else [""] * 3), "a", out] for at, (q, out) in enumerate(zip(flow, muskingum(flow, 6, 0.2, 6)))),
      [10, 6, 0.6, 6, "b", "weight is 0.6, allowed is 0 to 0.5"])
table("route-muskingum-calibrate", "inflow_m3_s observed_m3_s series", "travel_h weight nash_sutcliffe",
      [10, 10, "a", few("observed", 1)], [-1, 10, "b", "inflow_m3_s is -1, allowed is 0 to 1000000"])
# Mean 3, Σ(o − mean)² = 10, errors 1, 0, 1, 0, 1: 1 − 3/10; peaks 5 and 6.
table("runoff-score", "observed simulated", "nash_sutcliffe peak_error_percent peak_delay_rows",
      *([o, s, ["0.7", "20", "0"]] for o, s in [(1, 2), (2, 2), (3, 4), (4, 4), (5, 6)]), [5, "x", "simulated is x, allowed is -1000000 to 1000000"])

# Landslides.
v = [("2024-06-01 08:00", 0), ("2024-06-02 08:00", 1), ("2024-06-03 08:00", 3), ("2024-06-04 08:00", 13), ("2024-06-05 08:00", 25), ("2024-06-06 08:00", 50)]
stage = [None, "initial none", "uniform blue", "early_acceleration yellow", "middle_acceleration orange", "imminent red"]
rows = [[*v[0], 2, "a", [""] * 4]]
for (_, x), (t, y), words in zip(v, v[1:], stage[1:]):
    rows.append([t, y, "", "a", [float(y - x), math.degrees(math.atan((y - x) / 2)), *words.split()]])
table("displacement", "time displacement_mm uniform_speed_mm_day series", "speed_mm_day tangent_angle_deg stage level", *rows,
      ["2024-06-06 08:00", 50, 0, "b", "uniform_speed_mm_day is 0, allowed is 0.000001 to 1000000"])
t, speeds = [50, 60, 70, 80], [2, 2.5, 3.3, 5.1]
y = [1 / it for it in speeds]
mt, my = sum(t) / 4, sum(y) / 4
tt = sum((it - mt) ** 2 for it in t)
slope = sum((it - mt) * (yy - my) for it, yy in zip(t, y)) / tt
var = sum((yy - my - slope * (it - mt)) ** 2 for it, yy in zip(t, y)) / 2
fail = [mt - my / slope, math.sqrt(var * (1 / 4 + (my / slope) ** 2 / tt)) / abs(slope)]
table("displacement-failure", "time_days speed_mm_day series", "failure_days failure_sigma_days",
      *([a, s, "a", fail] for a, s in zip(t, speeds)), [90, 0, "a", "speed_mm_day is 0, allowed is 0.000001 to 1000000"])
LINES = {"caine_1980": (14.82, .39), "guzzetti_2008": (2.2, .44), "aleotti_2004": (19, .5), "chen_2015_taiwan": (18.1, .17), "iida_1999": (14.7, .42)}
rows = []
for name, (alpha, beta) in LINES.items():
    for rain, hours, least, most in [(30, 3, "", ""), (28, 24, 0.2, 200)]:
        limit = alpha * hours**-beta
        sure = least and name != "guzzetti_2008"
        rows.append([rain, hours, name, least, most, [rain / hours, limit, "yes" if rain / hours >= limit else "no", rain / hours / limit, "yes" if sure else "no"]])
table("intensity-duration", "rain_mm duration_h threshold duration_h_min duration_h_max", "intensity_mm_h threshold_mm_h reached times certain",
      *rows, [30, 241, "caine_1980", "", "", "duration_h is 241, allowed is 0.167 to 240"])
first, second = ["1", "3", "5", "3"], ["2", "1", "0.5", "0.5"]
table("rain-events", "rain_mm dry_h", "event event_duration_h event_rain_mm event_most_mm_h",
      [0, 3, [""] * 4], [2, "", first], [0, "", first], [3, "", first], [0, "", [""] * 4], [0, "", [""] * 4], [0, "", [""] * 4], [0.5, "", second],
      [-1, "", "rain_mm is -1, allowed is 0 to 5000"])
table("antecedent-rain", "rain_mm decay series", "antecedent_mm",
      [20, 0.8, "a", ["0"]], [10, "", "a", ["16"]], [0, "", "a", ["20.8"]], [5, "", "a", ["16.64"]], [5, 2, "b", "decay is 2, allowed is 0 to 1"])
table("flash-flood", "rain_mm immediate_mm", "state ready_from_mm missing_mm",
      [31.5, 40, ["none", "32", "0.5"]], [32, 40, ["ready", "32", "8"]], [39.5, 40, ["ready", "32", "0.5"]], [40, 40, ["immediate", "32", ""]],
      [-1, 40, "rain_mm is -1, allowed is 0 to 2000"])
table("flash-flood-critical", "storage_mm interception_mm infiltration_mm net_mm", "net_rain_mm critical_mm warning_mm",
      [8, 15, 7.5, 8.1, ["8.1", "38.6", "40"]], [7, 14, 5, 8.1, ["8.1", "34.1", "35"]], [6, 12, 7.5, 24.3, ["24.3", "49.8", "50"]],
      [8, 15, 25, 48.6, ["48.6", "96.6", "95"]], [-8, 15, 25, 48.6, "storage_mm is -8, allowed is 0 to 2000"])

table("met-signal", "kind lead_h wind_force gust_force rain_3h_mm rain_6h_mm rain_12h_mm visibility_m", "colour within_h not_judged",
      ["rainstorm", "", "", "", 50, 50, 50, "", ["orange", "3", ""]], ["rainstorm", "", "", "", 49.9, 49.9, 49.9, "", ["", "", ""]],
      ["typhoon", 10, 12, 14, "", "", "", "", ["orange", "12", ""]], ["fog", "", "", "", "", "", "", 199, ["orange", "6", ""]],
      ["fog", "", "", "", "", "", "", -1, "visibility_m is -1, allowed is 0 to 100000"])
spot = ["1", "2", "37.701", "39.3", "40"]
table("hotspots", "latitude longitude acq_date acq_time confidence frp", "time_utc confidence_class fire fire_detections fire_latitude_deg fire_longitude_deg fire_frp_mw",
      [37.7, 39.3, "2022-07-02", 744, 81, 40, ["2022-07-02 07:44", "high", *spot]], [37.702, 39.3, "2022-07-02", 1330, 29, 12, ["2022-07-02 13:30", "low", *spot]],
      [37.9, 39.3, "2022-07-02", 744, 30, 5, ["2022-07-02 07:44", "nominal", "2", "1", "37.9", "39.3", "5"]],
      [38.9, 39.3, "2022-07-02", 744, "n", 5, ["2022-07-02 07:44", "nominal", "3", "1", "38.9", "39.3", "5"]],
      [39.9, 39.3, "2022-07-02", 744, 101, 5, "confidence is 101, allowed is 0 to 100 of MODIS, or l, n or h of VIIRS"],
      [37.7, 39.3, "2022-07-08", 5, "", "", ["2022-07-08 00:05", "", "4", "1", "37.7", "39.3", "0"]],
      [37.7, 39.3, "2022-07-08", 2460, "", "", "acq_time is 2460, allowed is hours and minutes in UTC like 1330; leading zeros may be lost"])
ring = "0 0, 3 0, 0 3"
table("point-in-polygon", "x y ring", "inside", [1, 1, ring, ["yes"]], [2, 2, ring, ["no"]], [-1, 1, ring, ["no"]], [0.5, 2.4, ring, ["yes"]],
      [1, 1, "0 0, 3 0", "ring is 0 0, 3 0, allowed is vertices like 100.1 25.2, between commas, at least three"])

RISK = "score grade colour edition_used certain"
table("risk-lec", "likelihood exposure consequence edition", RISK,
      [1, 6, 15, "", ["90", "3", "yellow", "lec_upward", "yes"]], [3, 10, 15, "", ["450", "1", "red", "lec_upward", "yes"]],
      [1, 10, 7, "lec_upward", ["70", "3", "yellow", "lec_upward", "yes"]], [6, 6, 3, "", ["108", "3", "yellow", "lec_upward", "yes"]],
      [4, 6, 3, "", "likelihood is 4, allowed is one of 10, 6, 3, 1, 0.5, 0.2, 0.1"])
table("risk-matrix", "likelihood severity", RISK,
      [1, 3, ["3", "4", "blue", "ls_four_grades", "yes"]], [2, 2, ["4", "3", "yellow", "ls_four_grades", "yes"]],
      [3, 3, ["9", "2", "orange", "ls_four_grades", "yes"]], [4, 5, ["20", "1", "red", "ls_four_grades", "yes"]],
      [0, 3, "likelihood is 0, allowed is a whole number, 1 to 5"])
table("major-hazard-installation", "substances people", "sum is_major exposure_factor value grade not_graded",
      ["汽油=100; 乙醇=100", 0, ["0.7", "no", "", "", "", ""]], ["汽油=200", 0, ["1", "yes", "0.5", "0.5", "四级", ""]], ["氨=60", 120, ["6", "yes", "2", "24", "三级", ""]],
      ["氯=50", 100, ["10", "yes", "2", "80", "二级", ""]], ["硫化氢=50; 氰化氢=2", 100, ["12", "yes", "2", "140", "一级", ""]],
      ["丙烯醛=40", 0, ["2", "yes", "", "", "", "the class of 丙烯醛 is missing: the factor follows from it"]],
      ["氯#7664-41-7=60", 0, "氯 has the CAS number 7782-50-5, not 7664-41-7"])
GRADE = "grade grade_zh by complete reported_up_to investigated_by"
table("accident-grade", "deaths missing serious_injuries direct_loss_10k_yuan", GRADE,
      [3, "", "", "", ["considerable", "较大", "deaths", "no", "province", "city"]],
      [30, "", 0, 0, ["extraordinary", "特别重大", "deaths", "yes", "state", "state"]],
      [2, 1, "", "", ["considerable", "较大", "deaths", "no", "province", "city"]],
      ["", "", "", 999.99, ["ordinary", "一般", "direct_loss_10k_yuan", "no", "city", "county"]],
      [1.5, "", "", "", "deaths is 1.5, allowed is a whole number, 0 to 1000000"])
table("uscc", "code", "department category division organisation_code",
      ["91350100M000100Y43", ["市场监督管理", "1", "350100", "M000100Y4"]], ["91440300708461136T", ["市场监督管理", "1", "440300", "708461136"]],
      ["11100000000013338W", ["机构编制", "1", "100000", "000013338"]], ["91110000802100433B", ["市场监督管理", "1", "110000", "802100433"]],
      ["91110000100003962T", "the check of code 91110000100003962T fails: Y is expected"])
table("working-days", "from amount unit", "due published",
      ["2020-09-28", 5, "working_days", ["2020-10-12", "yes"]], ["2020-09-24", 7, "working_days", ["2020-10-10", "yes"]],
      ["2020-12-31 23:30", 2, "hours", ["2021-01-01 01:30", "yes"]], ["2020-09-01", 90, "calendar_days", ["2020-11-30", "yes"]],
      ["2020-09-28", 5, "weeks", "unit is weeks, allowed is one of working_days, calendar_days, hours"])
VEHICLE = "breaches limit_km_h over_speed_percent speed_band longest_drive_min limit_kg over_kg over_mass_percent"
rest = [""] * 4
table("vehicle-rules", "vehicle speed_km_h road driving", VEHICLE,
      ["dangerous_goods", 81, "motorway", "", ["too_fast", "80", "1.25", "below_10_percent", *rest]],
      ["small_car", 180, "motorway", "", ["too_fast", "120", "50.00", "from_50_percent", *rest]],
      ["small_car", 120, "motorway", "", ["", "120", "0.00", "within", *rest]],
      ["truck", "", "", "2020-09-01 08:00/2020-09-01 11:50; 2020-09-01 12:09/2020-09-01 12:20", ["too_long", "", "", "", "241", "", "", ""]],
      ["slow", 30, "motorway", "", ["not_allowed_on_motorway", "", "", "", *rest]],
      ["coach", 401, "motorway", "", "speed_km_h is 401, allowed is 0 to 400"])
table("gas-limits", "oxygen_percent flammable_lel_percent h2s_mg_m3 co_mg_m3", "entry reasons",
      [20.9, 9.9, 10, 30, ["yes", ""]], [19.4, 0, 0, 0, ["no", "oxygen_too_low"]], [20.9, 10, 0, 0, ["no", "flammable_too_high"]],
      [20.9, 0, 10.1, 30.1, ["no", "h2s_too_high;co_too_high"]], [101, 0, 0, 0, "oxygen_percent is 101, allowed is 0 to 100"])
table("substance-cas", "name cas", "verdict of_name of_cas critical_t",
      ["氯", "7782-50-5", ["agree", "12", "氯", "5"]], ["甲醇", "50-00-0", ["different", "65", "甲醛(含量>90%)", "5"]],
      ["氯", "7732-18-5", ["cas_unknown", "12", "", ""]], ["水", "7732-18-5", ["not_in_table", "", "", ""]],
      ["氯", "7782-50-6", "cas is 7782-50-6, allowed is a CAS number with its check digit, like 7782-50-5"])
table("hazard-judge", "sector day answers", "edition_used document verdict by not_judged complete certain",
      ["chemicals", "2020-09-01", ";".join(f"{n}=no" for n in range(1, 20)) + ";20=yes",
       ["chemicals_2017", "安监总管三〔2017〕121号", "major", "20", "", "yes", "yes"]],
      ["chemicals", "2020-09-01", ";".join(f"{n}=no" for n in range(1, 20)),
       ["chemicals_2017", "安监总管三〔2017〕121号", "undecided", "", "20", "yes", "no"]],
      ["chemicals", "2020-09-01", ";".join(f"{n}=no" for n in range(1, 21)),
       ["chemicals_2017", "安监总管三〔2017〕121号", "not_major", "", "", "yes", "yes"]],
      ["chemicals", "2017-11-12", "", "no edition is in force on 2017-11-12"])
DEADLINES = ("county_due city_due province_due state_due casualties_until investigation_due investigation_due_extended "
             "reply_due reply_due_extended evaluation_due")
table("accident-deadlines", "occurred grade window unit_told county_received city_received report_received replied", DEADLINES,
      ["2020-09-01", "ordinary", "", "2020-09-01 10:05", "2020-09-01 10:50", "2020-09-01 23:30", "2020-11-02", "2020-11-17",
       ["2020-09-01 11:05", "2020-09-01 12:50", "2020-09-02 01:30", "", "2020-10-01", "2020-10-31", "2020-12-30", "2020-11-17", "", "2021-11-17"]],
      ["2020-09-01", "extraordinary", "road_or_fire", "", "", "", "2020-11-02", "",
       ["", "", "", "", "2020-09-08", "2020-10-31", "2020-12-30", "2020-12-02", "2021-01-01", ""]],
      ["2024-02-28", "major", "road_or_fire", "2024-02-28 23:30", "", "", "", "",
       ["2024-02-29 00:30", "", "", "", "2024-03-06", "2024-04-28", "2024-06-27", "", "", ""]],
      ["2020-09-01", "grave", "", "", "", "", "", "", "grade is grave, allowed is one of ordinary, considerable, major, extraordinary"])
table("accident-kind", "kind edition day", "of_1986 names_1986 of_2025 names_2025",
      ["车辆伤害", "gb_6441_1986", "", ["2", "车辆伤害", "2", "厂(场)内车辆致害"]], ["19", "gb_6441_1986", "", ["19", "中毒和窒息", "23;24", "中毒;窒息"]],
      ["容器爆炸", "gb_6441_2025", "", ["16;17", "锅炉爆炸;容器爆炸", "14", "容器爆炸"]], ["粉尘爆炸", "gb_6441_2025", "", ["", "", "18", "粉尘爆炸"]],
      ["16", "", "2026-06-30", ["16", "锅炉爆炸", "14", "容器爆炸"]], ["粉尘爆炸", "", "2026-07-01", ["", "", "18", "粉尘爆炸"]], ["粉尘爆炸", "", "", ["", "", "18", "粉尘爆炸"]],
      ["21", "gb_6441_1986", "", "kind is 21, allowed is the number or the name of a kind of this edition"])
table("id-number", "number day", "canonical division birthday sex age_years age_band",
      ["11010519491231002x", "2026-01-01", ["11010519491231002X", "110105", "1949-12-31", "female", "76", "old"]],
      ["11010119900307467X", "2026-01-01", ["11010119900307467X", "110101", "1990-03-07", "male", "35", "adult"]],
      ["11010119900307467X", "2008-03-06", ["11010119900307467X", "110101", "1990-03-07", "male", "17", "child"]],
      ["320311770706001", "2026-01-01", ["320311197707060018", "320311", "1977-07-06", "male", "48", "adult"]],
      ["110105194912310021", "2026-01-01", "the check of number 110105…1 fails: X is expected"])
table("division-code", "code", "canonical level above province sort",
      ["53", ["530000000000", "province", "", "云南省", "省级"]], ["530102", ["530102000000", "county", "530100000000", "云南省", "市辖区"]],
      ["530581", ["530581000000", "county", "530500000000", "云南省", "县级市"]], ["110101001", ["110101001000", "town", "110101000000", "北京市", "街道"]],
      ["99", "code is 99, allowed is 2, 4, 6, 9 or 12 digits of a division, the first two those of a province"])
table("plate", "plate colour", "canonical kind pure_electric vehicle_key",
      ["云A12345", "yellow", ["云A12345", "standard", "", "云A12345 yellow"]], ["粤BD12345", "", ["粤BD12345", "new_energy_small", "yes", "粤BD12345 green"]],
      ["粤BF12345", "", ["粤BF12345", "new_energy_small", "no", "粤BF12345 green"]], ["云A1234挂", "", ["云A1234挂", "trailer", "", "云A1234挂 yellow"]],
      ["", "", "plate is missing"])
table("document-number", "number", "canonical mark year running_number area department kind document departures",
      ["云安委办〔2020〕12号", ["云安委办〔2020〕12号", "云安委办", "2020", "12", "", "", "", "", ""]],
      ["（宁）应急检记〔2019〕7号", ["（宁）应急检记〔2019〕7号", "（宁）应急检记", "2019", "7", "宁", "应急", "检记", "现场检查记录", ""]],
      ["云安委办 〔２０２０〕 12 号", ["云安委办〔2020〕12号", "云安委办", "2020", "12", "", "", "", "", "blanks;full_width_digits"]],
      ["（石）安监责改[2017]第003号", ["（石）安监责改〔2017〕3号", "（石）安监责改", "2017", "3", "石", "安监", "责改", "责令限期整改指令书", "brackets;ordinal;leading_zeros"]],
      ["", "number is missing"])
table("losses-check", "deaths missing affected before verified", "consistent contradictions to_explain to_the_top",
      [3, 7, 100, "", "", ["yes", "", "", "yes"]], [2, "", 1, "", "", ["no", "deaths 2 is more than affected 1", "", "no"]],
      ["", "", 160, "affected=100", "", ["yes", "", "affected rose from 100 to 160", "no"]],
      ["", "", 90, "affected=100", "yes", ["yes", "", "affected fell from 100 to 90", "no"]],
      [1.5, "", "", "", "", "deaths is 1.5, allowed is a whole number, 0 to 100000000"])


def shifted(lon, lat):
    """The series of public libraries, over the ellipsoid of Krasovsky."""
    pi, sin = math.pi, math.sin
    a, ee, x, y = 6378245.0, 0.00669342162296594323, lon - 105, lat - 35
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * abs(x) ** 0.5 + wave
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * abs(x) ** 0.5 + wave
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    magic = 1 - ee * sin(math.radians(lat)) ** 2
    north = math.degrees(north / (a * (1 - ee) / magic**1.5))
    east = math.degrees(east / (a / magic**0.5 * math.cos(math.radians(lat))))
    return [f"{lon + east:.9f}", f"{lat + north:.9f}"]


table("gcj02", "lon_deg lat_deg", "to_lon_deg to_lat_deg",
      *([lon, lat, shifted(lon, lat)] for lon, lat in [(116.404, 39.915), (121.4737, 31.2304), (102.7123, 25.0406), (110.3, 28.4)]),
      [2.35, 48.85, ["2.350000000", "48.850000000"]], [39.915, 116.404, "lat_deg is 116.404, allowed is -90 to 90"])

# Slopes: mean 2, σ √(2/3) of 1, 2, 2, 3: V0 = max(3, 2 + 2·0.816); Saito's lines.
V0 = 2 + 2 * (2 / 3) ** .5
table("displacement-speed", "speed_mm_day uniform alert_speed_mm_day series", "alert_from_mm_day times level",
      *([v, "yes", "", "a", [V0, v / V0, "none"]] for v in [1, 2, 2, 3]), [3.6, "", "", "a", [V0, 3.6 / V0, "blue"]],
      [5, "", 4, "b", [4.0, 1.25, "yellow"]], [20, "", "", "b", [4.0, 5.0, "orange"]], [40, "", "", "b", [4.0, 10.0, "red"]],
      [5, "", "", "c", "speed: 0 given, at least 2 are needed"])
saito = lambda e: [10 ** (2.33 - .916 * math.log10(e) + s) for s in (0, -.59, .59)]
table("displacement-saito", "strain_rate_1e4_min spread first_min second_min third_min", "failure_min failure_min_least failure_min_most",
      [1, "", "", "", "", saito(1)], [5, "", "", "", "", saito(5)], [5, 0, "", "", "", [saito(5)[0]] * 3],
      # 40 and 30 minutes: 0.5·40²/(40 − 35) = 160 after the first.
      ["", "", 100, 140, 170, [260.0, "", ""]],
      ["", "", 100, 140, 180, "time is 100, 140, 180, allowed is three rising times, the second step shorter than the first"],
      ["", "", "", "", "", "strain_rate_1e4_min is missing"])

# Water of villages.
manning = lambda a, p, s, n: a * (a / p) ** (2 / 3) * s ** .5 / n
table("stage-discharge", "stage_m curve area_m2 perimeter_m slope roughness", "flow_m3_s by",
      [101.25, "101 0, 101.5 20, 102 60", "", "", "", "", [10.0, "curve"]], [102, "101 0, 101.5 20, 102 60", "", "", "", "", [60.0, "curve"]],
      ["", "", 20, 14, .002, .03, [manning(20, 14, .002, .03), "manning"]],
      [102.1, "101 0, 101.5 20, 102 60", "", "", "", "", "stage_m is 102.1, allowed is a stage of the curve"],
      ["", "", 20, 14, .002, "", "roughness is missing"])
table("flash-flood-wetness", "antecedent_mm capacity_mm dry_below wet_from", "wetness filled",
      [34, 100, "", "", ["dry", .34]], [35, 100, "", "", ["medium", .35]], [65, 100, "", "", ["wet", .65]], [150, 100, "", "", ["wet", 1.0]],
      [30, 100, .2, .5, ["medium", .3]], [30, 100, .6, .5, "dry_below is 0.6, allowed is not above wet_from"])
table("flash-flood-sums", "rain_mm immediate_mm ready_factor series", "state period_h sum_mm part",
      [20, "1=40; 3=60", "", "a", ["none", 1.0, 20.0, .5]], [20, "", "", "a", ["none", 3.0, 40.0, 40 / 60]],
      [10, "", "", "a", ["ready", 3.0, 50.0, 50 / 60]], [41, "", "", "a", ["immediate", 3.0, 71.0, 71 / 60]],
      [0, "", "", "a", ["ready", 3.0, 51.0, .85]], [5, "1.5=40", "", "b", "immediate_mm is 1.5=40, allowed is hours=mm between semicolons, like 1=30; 3=50; 6=70"])

table("division-history", "year code name asked_year series", "names name_then may_continue_as",
      [1998, 110221, "昌平县", "", "a", ["昌平县 1998–1998", "", "110114"]], [1999, 110114, "昌平区", "", "a", ["昌平区 1999–1999", "昌平区", ""]],
      [1998, 110228, "密云县", "", "a", ["密云县 1998–1999", "密云县", ""]], [1999, 110228, "密云县", "", "a", ["密云县 1998–1999", "密云县", ""]],
      [1998, 110228, "密云县", 1998, "b", ["密云县 1998–1998", "密云县", ""]],
      [1998, 990228, "某县", "", "c", "code is 990228, allowed is 2, 4, 6, 9 or 12 digits of a division, the first two those of a province"])
COUNTY = ["deaths=3; missing=0", "affected", "no", "deaths is 4, the towns sum to 3"]
table("losses-roll-up", "place level deaths missing affected series", "sums unsaid consistent contradictions",
      ["甲镇", "", 1, 0, 50, "a", COUNTY], ["乙镇", "town", 2, 0, "", "a", COUNTY], ["某县", "county", 4, 0, "", "a", COUNTY],
      ["甲镇", "", 1, "", "", "b", ["deaths=1", "", "", ""]],
      ["甲镇", "", "", "", "", "c", "indicators is missing"])

"""Opens reports in Chromium: check_report.py CHROMIUM FOLDER REPORT...

Each is shown at 400 and 1400 pixels, light and dark. The page must load without an error on the console,
ask for nothing, fit its width, show one picture of each pair, and where it has an output line answer there.
A picture of each goes to FOLDER. Says what it found; exits with 1 where something is not as it should be.
"""

import html
import json
import os
import re
import subprocess
import sys
import tempfile

# Appended to the page: what it did while it loaded, written where --dump-dom shows it.
PROBE = """
<script>
window.addEventListener('load', function () {
  var found = {
    width: document.documentElement.scrollWidth, window: window.innerWidth,
    requests: performance.getEntriesByType('resource').map(function (e) { return e.name; }),
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    shown: Array.prototype.map.call(document.querySelectorAll('figure svg'), function (svg) {
      return svg.getBoundingClientRect().width > 0 ? svg.parentNode.className : '';
    }).filter(Boolean),
    background: getComputedStyle(document.body).backgroundColor,
    answer: document.getElementById('answer') && document.getElementById('answer').textContent,
    answers: PROBE_POINTS.map(function (point) {
      var fields = ['x1', 'x2'].map(function (id) { return document.getElementById(id); })
        .filter(Boolean);
      if (!fields.length) return null;
      fields.forEach(function (f, i) {
        f.value = point[i]; f.dispatchEvent(new Event('input', {bubbles: true}));
      });
      return document.getElementById('answer').textContent;
    }),
    clipped: Array.prototype.filter.call(document.querySelectorAll('svg text'), function (text) {
      var svg = text.ownerSVGElement.getBoundingClientRect(), box = text.getBoundingClientRect();
      return box.width > 0 && (box.left < svg.left - 1 || box.right > svg.right + 1 ||
        box.top < svg.top - 1 || box.bottom > svg.bottom + 1);
    }).length
  };
  var pre = document.createElement('pre');
  pre.id = 'probe';
  pre.textContent = JSON.stringify(found);
  document.body.appendChild(pre);
});
</script>
"""

# Windows are 500 pixels wide or more, so that the page stands in a frame as wide as wanted. Loaded from its
# text, the frame is of the same origin and can be read.
FRAME = """<!DOCTYPE html>
<style>:root { color-scheme: light dark; } body { margin: 0; } iframe { border: 0; display: block; }</style>
<iframe width="WIDTH" height="HEIGHT" srcdoc="PAGE"></iframe>
<script>
window.addEventListener('load', function () {
  var probe = document.querySelector('iframe').contentDocument.getElementById('probe');
  if (probe) document.body.appendChild(document.importNode(probe, true));
});
</script>
"""

POINTS = [[0.25, -0.5], [1.0, 1.0]]


def run(chromium, page, width, height, dark, extra, profile):
    return subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-extensions",
         "--enable-logging=stderr", "--log-level=0", f"--user-data-dir={profile}",
         f"--blink-settings=preferredColorScheme={0 if dark else 1}",
         f"--window-size={width},{height}", *extra, "file://" + page],
        capture_output=True, text=True, timeout=120)


def check(chromium, folder, report, width, dark, scratch):
    name = f"{os.path.basename(report)[:-5]}-{width}-{'dark' if dark else 'light'}"
    copy = os.path.join(scratch, name + ".html")
    height = 3200 if width > 1000 else 6000
    text = open(report, encoding="utf-8").read()
    probe = PROBE.replace("PROBE_POINTS", json.dumps(POINTS))
    framed = FRAME.replace("WIDTH", str(width)).replace("HEIGHT", str(height))
    with open(copy, "w", encoding="utf-8") as file:
        file.write(framed.replace("PAGE", html.escape(text.replace("</body>", probe + "</body>"))))
    profile = os.path.join(scratch, "profile")
    dumped = run(chromium, copy, max(width, 500), height, dark, ["--dump-dom"], profile)
    found = re.search(r'<pre id="probe">(.*?)</pre>', dumped.stdout, re.S)
    console = [line for line in dumped.stderr.splitlines() if "CONSOLE" in line]
    faults = console[:3]
    if not found:
        return faults + ["the page's scripts did not run: " + dumped.stderr[-300:]]
    page = json.loads(html.unescape(found.group(1)))
    if page["requests"]:
        faults.append(f"it asked for {page['requests']}")
    if page["dark"] != dark:
        faults.append("the browser does not have the theme that was asked for")
    if set(page["shown"]) != {"dark" if dark else "light"}:
        faults.append(f"pictures shown: {page['shown']}")
    if page["window"] != width or page["width"] > width:
        faults.append(f"it is {page['width']} wide in {page['window']}, wanted {width}")
    if (page["background"] == "rgb(255, 255, 255)") == dark:
        faults.append(f"the background is {page['background']}")
    if page["clipped"]:
        faults.append(f"{page['clipped']} texts are clipped by their pictures")
    if page["answer"] is not None and not page["answer"].startswith("At ("):
        faults.append(f"it answers: {page['answer']}")
    picture = os.path.join(folder, name + ".png")
    with open(copy, "w", encoding="utf-8") as file:
        file.write(framed.replace("PAGE", html.escape(text)))
    run(chromium, copy, width, height, dark, [f"--screenshot={picture}"], profile)
    if not os.path.exists(picture) or os.path.getsize(picture) < 20_000:
        faults.append("there is no picture of it")
    for point, answer in zip(POINTS, page["answers"]):
        print(f"  answer {point[0]} {point[1]}: {answer}")
    return faults


def main(chromium, folder, *reports):
    failed = not reports
    with tempfile.TemporaryDirectory() as scratch:
        for report in map(os.path.abspath, reports):
            print(report)
            for width in (400, 1400):
                for dark in (False, True):
                    for fault in check(chromium, folder, report, width, dark, scratch):
                        print(f"  FAILED: {width} {'dark' if dark else 'light'}: {fault}")
                        failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

/**
 * Tells the front desk that somebody has edited this spreadsheet, so that it looks now and not with the next minute.
 *
 * It carries no data that anybody relies on: the desk reads the sheet itself. Each call is signed (HMAC-SHA256 over
 * its time and body). Installation in three steps: README.md beside this file.
 */

/** Run once by hand: installs the trigger, in place of one that is there. */
function install() {
  ScriptApp.getProjectTriggers()
    .filter((trigger) => trigger.getHandlerFunction() === 'edited')
    .forEach((trigger) => ScriptApp.deleteTrigger(trigger));
  ScriptApp.newTrigger('edited').forSpreadsheet(SpreadsheetApp.getActive()).onEdit().create();
}

/**
 * Runs after every edit by hand; our own writes do not start it.
 * https://developers.google.com/apps-script/guides/triggers/events#edit
 */
function edited(event) {
  const range = event.range;
  const sheet = range.getSheet();
  const single = range.getNumRows() === 1 && range.getNumColumns() === 1;
  const body = JSON.stringify({
    spreadsheet: event.source.getId(),
    tab: sheet.getName(),
    key: keyOf(sheet, range.getRow()),
    header: single ? String(sheet.getRange(headerRow(sheet), range.getColumn()).getValue()) : '',
    value: single && event.value !== undefined ? String(event.value).slice(0, 4000) : '',
    who: event.user ? event.user.getEmail() : '',
  });
  call(body);
}

/** The key of a row: it stands in the hidden column, whose header carries a token behind its name. */
function keyOf(sheet, row) {
  const header = sheet.getRange(headerRow(sheet), 1, 1, sheet.getLastColumn()).getValues()[0];
  const column = header.findIndex((text) => /^(Ключ \(копия\)|Key \(twin\)|გასაღები \(ასლი\))( · |$)/.test(String(text)));
  return column < 0 ? '' : String(sheet.getRange(row, column + 1).getValue());
}

/** The row of the header: the last of the frozen ones. */
function headerRow(sheet) {
  return Math.max(sheet.getFrozenRows(), 1);
}

function call(body) {
  const settings = PropertiesService.getScriptProperties();
  const time = String(Math.floor(Date.now() / 1000));
  const signed = Utilities.computeHmacSha256Signature(`${time}.${body}`, settings.getProperty('SECRET'), Utilities.Charset.UTF_8);
  const signature = signed.map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join('');
  UrlFetchApp.fetch(settings.getProperty('URL'), {
    method: 'post',
    contentType: 'application/json',
    headers: { 'X-Frontdesk-Time': time, 'X-Frontdesk-Signature': signature },
    payload: body,
    muteHttpExceptions: true, // the next minute's pass sees the edit anyway
  });
}

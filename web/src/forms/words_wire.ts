// Names that travel to the server as they are, whatever language the page speaks.

/** The names of `note.types` in the desk's bundled settings. */
export const NOTE_TYPES = ['业务咨询', '业务办理', '系统操作', '意见建议', '投诉举报', '其他'];
/** What service type and business category are where nobody says. */
export const SERVICE_DEFAULT = '综合服务';

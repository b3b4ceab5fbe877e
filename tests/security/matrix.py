"""Who gets what from every route: the answers to anonymous people and to the seven roles.

Columns: anonymous, admin, secretary, drafter, reviewer, approver, auditor, reader. `hidden` asks
about a draft whose author is the drafter, `shown` about an effective version. Forms are sent
empty, so that 409 and 422 say: you may, but fill it in. 404 hides what one may not see; 403 says
that the page belongs to others; anonymous people are led to the sign-in page (302) or get 401.
"""

TABLE = """
POST shown account.change_password   401 409 409 409 409 409 409 409
POST shown account.choose_language   302 302 302 302 302 302 302 302
POST shown account.finish_setup      404 404 404 404 404 404 404 404
GET shown account.me                 302 200 200 200 200 200 200 200
GET shown account.setup              404 404 404 404 404 404 404 404
GET shown account.sign_in            200 302 302 302 302 302 302 302
POST shown account.sign_out          401 302 302 302 302 302 302 302
POST shown account.start_session     401 401 401 401 401 401 401 401
POST shown admin.add_person          401 409 403 403 403 403 403 403
POST shown admin.add_unit            401 409 403 403 403 403 403 403
GET shown admin.agency               302 200 403 403 403 403 403 403
POST shown admin.describe_agency     401 409 403 403 403 403 403 403
POST shown admin.disable             401 409 403 403 403 403 403 403
GET shown admin.people               302 200 403 403 403 403 403 403
GET shown admin.person               302 200 403 403 403 403 403 403
POST shown admin.rename_unit         401 409 403 403 403 403 403 403
POST shown admin.reset_password      401 409 403 403 403 403 403 403
POST shown admin.decide_rights       401 409 409 403 403 403 403 403
GET shown admin.rights               302 200 200 403 403 403 403 403
POST shown admin.set_roles           401 302 403 403 403 403 403 403
GET shown admin.trail                302 200 200 403 403 403 200 403
GET hidden documents.compare         302 404 200 200 404 404 200 404
GET shown documents.compare          302 200 200 200 200 200 200 200
POST shown documents.create          401 403 409 403 403 403 403 403
GET hidden documents.evidence        302 404 200 200 404 404 200 404
GET shown documents.evidence         302 200 200 200 200 200 200 200
GET shown documents.index            302 200 200 200 200 200 200 200
GET hidden documents.media           302 404 200 200 404 404 200 404
GET shown documents.media            302 404 404 404 404 404 404 404
GET shown documents.new              302 403 200 403 403 403 403 403
GET hidden documents.original        302 404 404 404 404 404 404 404
GET shown documents.original         302 200 200 200 200 200 200 200
GET hidden documents.page            302 404 200 200 404 404 200 404
GET shown documents.page             302 200 200 200 200 200 200 200
GET hidden documents.version         302 404 200 200 404 404 200 404
GET shown documents.version          302 200 200 200 200 200 200 200
GET hidden documents.word            302 404 200 200 404 404 200 404
GET shown documents.word             302 200 200 200 200 200 200 200
POST hidden editing.cancel           401 403 409 409 403 403 403 403
POST shown editing.cancel            401 403 403 403 403 403 403 403
GET hidden editing.cancel_form       302 403 200 200 403 403 403 403
GET shown editing.cancel_form        302 403 403 403 403 403 403 403
GET hidden editing.copies            302 403 200 200 403 403 403 403
GET shown editing.copies             302 403 200 200 403 403 403 403
GET hidden editing.copy              302 403 404 200 403 403 403 403
GET shown editing.copy               302 403 404 404 403 403 403 403
GET hidden editing.describe          302 403 200 200 403 403 403 403
GET shown editing.describe           302 403 302 302 403 403 403 403
GET hidden editing.page              302 403 200 200 403 403 403 403
GET shown editing.page               302 403 302 302 403 403 403 403
POST hidden editing.picture          401 403 422 422 403 403 403 403
POST shown editing.picture           401 403 422 422 403 403 403 403
PUT hidden editing.save              401 403 422 422 403 403 403 403
PUT shown editing.save               401 403 422 422 403 403 403 403
POST hidden editing.save_description 401 403 409 409 403 403 403 403
POST shown editing.save_description  401 403 409 409 403 403 403 403
POST hidden editing.submit           401 403 409 409 403 403 403 403
POST shown editing.submit            401 403 409 409 403 403 403 403
GET hidden editing.submit_form       302 403 200 200 403 403 403 403
GET shown editing.submit_form        302 403 302 302 403 403 403 403
GET shown findings.index             302 200 200 200 200 200 200 200
GET shown findings.listing           302 200 200 200 200 200 200 200
POST shown findings.answer           401 403 409 403 403 409 403 403
POST shown findings.decide           401 403 409 403 403 403 403 403
GET shown findings.to_confirm        302 403 200 403 403 200 403 403
GET shown findings.page              302 200 200 200 200 200 200 200
POST shown findings.reopen           401 403 409 403 403 403 403 403
POST hidden findings.revise          401 403 409 409 403 403 403 403
POST shown findings.revise           401 403 302 302 403 403 403 403
GET shown home.mine                  302 200 200 200 200 200 200 200
POST shown imports.confirm           401 403 409 403 403 403 403 403
POST shown imports.dismiss           401 403 302 403 403 403 403 403
GET shown imports.index              302 403 200 403 403 403 403 403
GET shown imports.item               302 403 200 403 403 403 403 403
POST shown imports.receive           401 403 409 403 403 403 403 403
GET shown imports.waiting            302 403 200 403 403 403 403 403
POST shown legal.add_effect          401 403 302 403 403 403 403 403
GET hidden legal.binding_choose      302 404 200 200 404 404 200 404
GET shown legal.binding_choose       302 200 200 200 200 200 200 200
POST hidden legal.binding_decide     401 404 302 302 404 404 403 404
POST shown legal.binding_decide      401 403 302 403 403 403 403 403
POST shown legal.confirm_effect      401 403 302 403 403 403 403 403
POST shown legal.correct             401 403 409 403 403 403 403 403
GET shown legal.contradictions       302 403 200 403 403 403 403 403
GET shown legal.correct_form         302 403 200 403 403 403 403 403
POST shown legal.forms_create        401 403 409 403 403 403 403 403
GET shown legal.forms_new            302 403 200 403 403 403 403 403
GET shown legal.history              302 200 200 200 200 200 200 200
GET shown legal.import_choose        302 403 200 403 403 403 403 403
GET shown legal.import_job           302 403 200 403 403 403 403 403
POST shown legal.import_preview      401 403 409 403 403 403 403 403
POST shown legal.import_start        401 403 404 403 403 403 403 403
GET shown legal.index                302 200 200 200 200 200 200 200
POST shown legal.loose_decide        401 403 409 403 403 403 403 403
GET shown legal.loose_page           302 403 200 403 403 403 403 403
GET shown legal.page                 302 200 200 200 200 200 200 200
GET shown legal.paste_paste          302 403 200 403 403 403 403 403
POST shown legal.paste_read          401 403 409 403 403 403 403 403
POST shown legal.proposals_confirm   401 403 409 403 403 403 403 403
GET shown legal.proposals_missing    302 403 200 403 403 403 403 403
GET shown legal.proposals_waiting    302 403 200 403 403 403 403 403
POST shown legal.rerun_decide        401 403 409 403 403 403 403 403
GET shown legal.rerun_difference     302 403 200 403 403 403 403 403
GET shown legal.rerun_page           302 403 200 403 403 403 403 403
POST shown legal.rerun_start         401 403 302 403 403 403 403 403
POST shown legal.reading_register    401 403 404 403 403 403 403 403
GET shown legal.reading_original     302 404 404 404 404 404 404 404
GET shown legal.reading_show         302 403 404 403 403 403 403 403
POST shown legal.review_confirm_sure 401 403 302 403 403 403 403 403
POST shown legal.review_decide       401 403 302 403 403 403 403 403
GET shown legal.review_page          302 403 200 403 403 403 403 403
GET shown legal.unbound_index        302 403 200 200 403 403 403 403
POST shown legal.withdraw_effect     401 403 409 403 403 403 403 403
GET shown notices.mine               302 200 200 200 200 200 200 200
POST shown notices.open_notice       401 404 404 302 404 404 404 404
POST shown notices.read_all          401 302 302 302 302 302 302 302
GET shown registers.export           302 200 200 200 200 200 200 200
GET shown registers.external         302 200 200 200 200 200 200 200
GET shown registers.index            302 200 200 200 200 200 200 200
GET shown search.find                302 200 200 200 200 200 200 200
GET shown static                     404 404 404 404 404 404 404 404
POST hidden workflow.approve         401 403 403 403 403 404 403 403
POST shown workflow.approve          401 403 403 403 403 409 403 403
GET hidden workflow.approve_form     302 403 403 403 403 404 403 403
GET shown workflow.approve_form      302 403 403 403 403 404 403 403
GET hidden workflow.change_form      302 403 200 200 403 403 403 403
GET shown workflow.change_form       302 403 200 200 403 403 403 403
POST hidden workflow.give_back       401 404 409 409 404 404 409 404
POST shown workflow.give_back        401 409 409 409 409 409 409 409
POST hidden workflow.hand_over       401 403 404 403 403 403 403 403
POST shown workflow.hand_over        401 403 404 403 403 403 403 403
GET hidden workflow.hand_over_form   302 403 404 403 403 403 403 403
GET shown workflow.hand_over_form    302 403 404 403 403 403 403 403
POST hidden workflow.open_change     401 403 409 409 403 403 403 403
POST shown workflow.open_change      401 403 409 409 403 403 403 403
POST hidden workflow.pass_on         401 403 403 403 404 403 403 403
POST shown workflow.pass_on          401 403 403 403 409 403 403 403
GET hidden workflow.review_form      302 403 403 403 404 403 403 403
GET shown workflow.review_form       302 403 403 403 404 403 403 403
POST hidden workflow.take_back       401 403 409 409 403 403 403 403
POST shown workflow.take_back        401 403 409 409 403 403 403 403
GET hidden workflow.take_back_form   302 403 404 404 403 403 403 403
GET shown workflow.take_back_form    302 403 404 404 403 403 403 403
GET hidden workflow.way_to           302 404 302 302 404 404 302 404
GET shown workflow.way_to            302 302 302 302 302 302 302 302
POST hidden workflow.withdraw        401 403 409 403 403 404 403 403
POST shown workflow.withdraw         401 403 409 403 403 409 403 403
GET hidden workflow.withdraw_form    302 403 200 403 403 404 403 403
GET shown workflow.withdraw_form     302 403 200 403 403 200 403 403
"""


def _read(line: str) -> tuple[str, tuple[int, ...]]:
    method, about, endpoint, *answers = line.split()
    return f"{method} {about} {endpoint}", tuple(map(int, answers))


MATRIX: dict[str, tuple[int, ...]] = dict(map(_read, TABLE.strip().splitlines()))

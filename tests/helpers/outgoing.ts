import { isLogin, isLoginAnswer, type Outgoing, type OutgoingRequest, type TargetAnswer, type TargetResponse } from '../../shared/egress/exchange.ts';

/** Where a test is about HTTP: a login in its place ends it. */
export function asRequest(outgoing: Outgoing): OutgoingRequest {
  if (isLogin(outgoing)) throw new Error('a login stands where a request was meant');
  return outgoing;
}

export function asResponse(answer: TargetAnswer): TargetResponse {
  if (isLoginAnswer(answer)) throw new Error('the answer of a login stands where that of a request was meant');
  return answer;
}

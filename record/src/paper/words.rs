//! The words that a record is written in, in the six languages, each in the order of [`Lang::ALL`].

use rostrum_proto::lang::Lang;

macro_rules! words {
    ($($word:ident: $ar:literal, $zh:literal, $en:literal, $fr:literal, $ru:literal, $es:literal;)*) => {
        /// A word or a sentence of the record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Word { $($word),* }

        impl Word {
            /// In a language.
            pub fn of(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Word::$word, Lang::Ar) => $ar,
                    (Word::$word, Lang::Zh) => $zh,
                    (Word::$word, Lang::En) => $en,
                    (Word::$word, Lang::Fr) => $fr,
                    (Word::$word, Lang::Ru) => $ru,
                    (Word::$word, Lang::Es) => $es,)*
                }
            }
        }
    };
}

words! {
    Record: "محضر الجلسة", "会议记录", "Record of the meeting", "Procès-verbal de la séance", "Протокол заседания", "Acta de la sesión";
    Provisional: "محضر مؤقت: لم تُرفع الجلسة بعد. آخر قيد:", "临时记录：会议尚未结束。最后一条记录：", "Provisional: the meeting is not closed. Last record:", "Procès-verbal provisoire : la séance n’est pas levée. Dernier enregistrement :", "Предварительный протокол: заседание не закрыто. Последняя запись:", "Acta provisional: la sesión no se ha levantado. Última entrada:";
    Meeting: "الجلسة", "会议", "Meeting", "Séance", "Заседание", "Sesión";
    AgendaItem: "بند جدول الأعمال", "议程项目", "Agenda item", "Point de l’ordre du jour", "Пункт повестки дня", "Tema del orden del día";
    AnnouncedStart: "الموعد المعلن", "预定开始时间", "Announced start", "Heure annoncée", "Объявленное время начала", "Hora anunciada";
    Rules: "النظام الداخلي", "议事规则", "Rules", "Règlement", "Правила процедуры", "Reglamento";
    Journal: "السجل، آخر قيد", "日志最后一条记录", "Journal, last record", "Journal, dernier enregistrement", "Журнал, последняя запись", "Registro, última entrada";
    TimeZone: "المنطقة الزمنية لمكان الانعقاد", "会场时区", "Time zone of the venue", "Fuseau horaire du lieu", "Часовой пояс места проведения", "Zona horaria de la sede";
    TimesOfTheVenue: "الأوقات بتوقيت مكان الانعقاد، وتحت كل منها الوقت نفسه بالتوقيت العالمي المنسق (UTC).", "时间为会场当地时间，下方为对应的协调世界时（UTC）。", "Times are those of the venue, with UTC below each.", "Les heures sont celles du lieu, avec l’heure UTC en dessous.", "Время указано по месту проведения, ниже – по UTC.", "Las horas son las de la sede; debajo figura la hora UTC.";
    TimesAreUtc: "جميع الأوقات بالتوقيت العالمي المنسق (UTC).", "所有时间均为协调世界时（UTC）。", "All times are UTC.", "Toutes les heures sont indiquées en temps universel (UTC).", "Время указано по UTC.", "Todas las horas se indican en UTC.";
    Quoted: "«{}»", "“{}”", "“{}”", "«\u{a0}{}\u{a0}»", "«{}»", "«{}»";
    None: "لا يوجد.", "无。", "None.", "Néant.", "Нет.", "Ninguno.";

    Course: "سير الجلسة", "会议进程", "Course of the meeting", "Déroulement de la séance", "Ход заседания", "Desarrollo de la sesión";
    Time: "الوقت", "时间", "Time", "Heure", "Время", "Hora";
    Step: "الحدث", "事项", "Step", "Étape", "Событие", "Paso";
    Until: "حتى", "至", "Until", "Jusqu’à", "До", "Hasta";
    LobbyOpened: "فُتحت ردهة الانتظار", "等候厅开放", "Lobby opened", "Ouverture de la salle d’attente", "Открыт зал ожидания", "Apertura de la sala de espera";
    Opened: "افتُتحت الجلسة", "会议开始", "Meeting opened", "Ouverture de la séance", "Заседание открыто", "Apertura de la sesión";
    Suspended: "عُلّقت الجلسة", "会议暂停", "Meeting suspended", "Suspension de la séance", "Заседание прервано", "Suspensión de la sesión";
    Adjourned: "أُجّلت الجلسة", "会议休会", "Meeting adjourned", "Ajournement de la séance", "Заседание перенесено", "Aplazamiento de la sesión";
    Resumed: "استؤنفت الجلسة", "会议恢复", "Meeting resumed", "Reprise de la séance", "Заседание возобновлено", "Reanudación de la sesión";
    DoorsClosed: "أُغلقت الجلسة أمام الجمهور", "会议转为非公开", "Meeting continued in private", "Poursuite de la séance à titre privé", "Заседание продолжено за закрытыми дверями", "Continuación de la sesión en privado";
    DoorsOpened: "عادت الجلسة علنية", "会议恢复公开", "Meeting public again", "Reprise de la séance publique", "Заседание вновь открыто для публики", "Reanudación de la sesión pública";
    Closed: "رُفعت الجلسة", "会议结束", "Meeting closed", "Levée de la séance", "Заседание закрыто", "Levantamiento de la sesión";

    Interpretation: "الترجمة الشفوية", "口译", "Interpretation", "Interprétation", "Устный перевод", "Interpretación";
    Channel: "القناة", "频道", "Channel", "Canal", "Канал", "Canal";
    Booth: "المقصورة", "口译箱", "Booth", "Cabine", "Кабина", "Cabina";
    FromChannel: "نقلا عن", "译自", "Source", "Source", "С языка", "Fuente";
    TheFloor: "القاعة", "现场", "the floor", "la salle", "зал", "la sala";
    NobodyInterpreted: "لا أحد", "无人", "nobody", "personne", "никто", "nadie";
    Interpreter: "المترجم", "口译员", "Interpreter", "Interprète", "Переводчик", "Intérprete";
    Screens: "الشاشات المعروضة", "展示的屏幕", "Screens shown", "Écrans présentés", "Показанные экраны", "Pantallas mostradas";
    Recorded: "أوقات تسجيل الجلسة", "会议录制时间", "Recorded", "Enregistrement de la séance", "Запись заседания", "Grabación de la sesión";
    Fault: "خلل", "故障", "Fault", "Incident", "Сбой", "Fallo";
    RecordingDiskFull: "امتلأ القرص", "磁盘已满", "The disk was full", "Le disque était plein", "Диск переполнен", "El disco estaba lleno";
    RecordingUnwritable: "تعذرت الكتابة على القرص", "磁盘无法写入", "The disk could not be written", "Le disque ne pouvait être écrit", "Запись на диск невозможна", "No se podía escribir en el disco";
    RecordingTooSlow: "القرص بطيء جدا", "磁盘太慢", "The disk was too slow", "Le disque était trop lent", "Диск слишком медленный", "El disco era demasiado lento";
    LanguageAr: "العربية", "阿拉伯文", "Arabic", "arabe", "арабский", "árabe";
    LanguageZh: "الصينية", "中文", "Chinese", "chinois", "китайский", "chino";
    LanguageEn: "الإنكليزية", "英文", "English", "anglais", "английский", "inglés";
    LanguageFr: "الفرنسية", "法文", "French", "français", "французский", "francés";
    LanguageRu: "الروسية", "俄文", "Russian", "russe", "русский", "ruso";
    LanguageEs: "الإسبانية", "西班牙文", "Spanish", "espagnol", "испанский", "español";
    Presiding: "الرئاسة", "主持人", "Presiding", "Présidence", "Председательствовали", "Presidencia";
    Person: "الشخص", "姓名", "Person", "Personne", "Лицо", "Persona";
    Seat: "الوفد", "席位", "Seat", "Délégation", "Делегация", "Delegación";
    From: "من", "自", "From", "De", "С", "Desde";
    To: "إلى", "至", "To", "À", "По", "Hasta";
    How: "الكيفية", "方式", "How", "Comment", "Каким образом", "Modo";
    Convened: "عند الدعوة إلى الجلسة", "召开时确定", "As convened", "À la convocation", "При созыве", "Según la convocatoria";
    HandedOver: "بالتسليم", "移交", "Handed over", "Par transmission", "Председательство передано", "Por cesión";
    Taken: "بعد انقطاع الاتصال", "原主持人掉线后接任", "Taken after a lost connection", "Après une perte de connexion", "После потери связи", "Tras pérdida de conexión";
    NotInPublic: "خارج الجلسة العلنية", "未公开期间更换", "Not in public", "Hors séance publique", "Не на открытом заседании", "Fuera de la sesión pública";

    Attendance: "الحضور", "出席情况", "Attendance", "Présences", "Присутствие", "Asistencia";
    Admitted: "السماح بالدخول", "准入时间", "Admitted", "Admission", "Допуск", "Admisión";
    FirstIn: "أول دخول", "首次进入", "First in", "Première arrivée", "Первый вход", "Primera entrada";
    LastOut: "آخر خروج", "最后离开", "Last out", "Dernier départ", "Последний выход", "Última salida";
    Connections: "الاتصالات", "连接次数", "Connections", "Connexions", "Соединения", "Conexiones";
    Absent: "لم يحضر أحد", "无人出席", "Nobody was here", "Personne n’était présent", "Никто не присутствовал", "No asistió nadie";
    UntilTheEnd: "حتى نهاية الجلسة", "直至会议结束", "until the end", "jusqu’à la fin", "до конца", "hasta el final";
    StillHere: "ما زال حاضرا", "仍在线", "still here", "encore présent", "присутствует", "sigue presente";
    WithoutSeat: "بلا مقعد", "无席位", "Without a seat", "Sans délégation", "Вне делегаций", "Sin delegación";

    Interventions: "المداخلات", "发言", "Interventions", "Interventions", "Выступления", "Intervenciones";
    Number: "الرقم", "序号", "No.", "N°", "№", "N.º";
    Kind: "النوع", "类别", "Kind", "Nature", "Вид", "Tipo";
    Statement: "بيان", "发言", "Statement", "Déclaration", "Заявление", "Declaración";
    Briefing: "إحاطة", "情况通报", "Briefing", "Exposé", "Брифинг", "Exposición informativa";
    RightOfReply: "حق الرد", "答辩权", "Right of reply", "Droit de réponse", "Право на ответ", "Derecho de respuesta";
    PointOfOrder: "نقطة نظام", "程序问题", "Point of order", "Motion d’ordre", "Выступление по порядку ведения заседания", "Cuestión de orden";
    Motion: "اقتراح إجرائي", "动议", "Motion", "Motion de procédure", "Процедурное предложение", "Moción";
    ExplanationOfVote: "تعليل التصويت", "解释投票", "Explanation of vote", "Explication de vote", "Выступление по мотивам голосования", "Explicación de voto";
    Start: "البداية", "开始", "Start", "Début", "Начало", "Inicio";
    End: "النهاية", "结束", "End", "Fin", "Конец", "Fin";
    Spoken: "مدة الكلام", "用时", "Time spoken", "Temps de parole", "Время выступления", "Tiempo de uso de la palabra";
    Limit: "الحد الزمني", "时限", "Limit", "Limite", "Регламент", "Límite";
    NoLimit: "بلا حد", "不限", "none", "aucune", "нет", "sin límite";
    Extended: "منها تمديد", "其中延长", "of which added", "dont ajout", "в том числе добавлено", "de los cuales añadidos";
    Ending: "كيفية الانتهاء", "结束方式", "How it ended", "Issue", "Как завершилось", "Término";
    Released: "أنهى المتكلم", "发言完毕", "Finished", "Terminée", "Завершено", "Concluida";
    Revoked: "استردت الرئاسة الكلمة", "主席收回发言权", "Floor taken back by the chair", "Parole retirée par la présidence", "Председатель лишил слова", "Palabra retirada por la Presidencia";
    Deferred: "أُرجئت إلى وقت لاحق", "推迟发言", "Deferred", "Reportée", "Перенесено", "Aplazada";
    TimeOver: "انتهى الوقت", "时间用完", "Time over", "Temps écoulé", "Время истекло", "Tiempo agotado";
    Overridden: "حل محله متكلم آخر", "由他人接续", "Another took the microphone", "Microphone pris par un autre", "Микрофон взят другим", "Otra delegación tomó el micrófono";
    ByClosure: "رُفعت الجلسة", "会议结束", "Meeting closed", "Séance levée", "Заседание закрыто", "Sesión levantada";
    GoesOn: "مستمرة", "进行中", "goes on", "en cours", "продолжается", "en curso";
    Interruptions: "المقاطعات", "中断", "Interruptions", "Interruptions", "Прерывания", "Interrupciones";
    Pause: "أوقفتها الرئاسة مؤقتا", "主席暂停", "Paused by the chair", "Pause décidée par la présidence", "Приостановлено Председателем", "Pausa de la Presidencia";
    ConnectionLost: "انقطع الاتصال", "连接中断", "Connection lost", "Connexion perdue", "Потеря связи", "Conexión perdida";
    DeviceLost: "تغيّر الجهاز", "更换设备", "Device changed", "Changement d’appareil", "Смена устройства", "Cambio de dispositivo";

    CalledInVain: "من دُعوا ولم يتكلموا", "被请发言但未发言", "Called and did not speak", "Appelées sans prendre la parole", "Получили слово, но не выступили", "Llamadas que no intervinieron";
    Called: "الدعوة", "请发言", "Called", "Appel", "Предоставление слова", "Llamada";

    PointsOfOrder: "نقاط النظام والقرارات", "程序问题和裁定", "Points of order and rulings", "Motions d’ordre et décisions", "Вопросы по порядку ведения заседания и решения", "Cuestiones de orden y decisiones";
    Raised: "أُثيرت", "提出", "Raised", "Présentée", "Поднят", "Planteada";
    Ruling: "قرار الرئاسة", "裁定", "Ruling", "Décision", "Решение", "Decisión";
    Sustained: "نقطة النظام في محلها", "程序问题成立", "The point is well taken", "La motion d’ordre est fondée", "Вопрос признан обоснованным", "La cuestión de orden procede";
    NotSustained: "نقطة النظام ليست في محلها", "程序问题不成立", "The point is not well taken", "La motion d’ordre n’est pas fondée", "Вопрос признан необоснованным", "La cuestión de orden no procede";
    ChallengedBy: "طعن فيه", "异议提出方", "Challenged by", "Contestée par", "Кем оспорено", "Impugnada por";
    Outcome: "النتيجة", "结果", "Outcome", "Issue finale", "Итог", "Resultado";
    Stands: "القرار قائم", "裁定有效", "The ruling stands", "La décision est maintenue", "Решение в силе", "La decisión se mantiene";
    Challenged: "مطعون فيه", "受到异议", "Challenged", "Contestée", "Оспорено", "Impugnada";
    Upheld: "أُيّد القرار", "裁定维持", "The ruling stands", "La décision est confirmée", "Решение оставлено в силе", "La decisión queda confirmada";
    Overruled: "أُبطل القرار", "裁定被推翻", "The ruling was overruled", "La décision est annulée", "Решение отменено", "La decisión fue revocada";
    NotRuled: "لم يصدر قرار", "未作裁定", "No ruling", "Pas de décision", "Решения нет", "Sin decisión";
    Waits: "في الانتظار", "等待中", "Waiting", "En attente", "Ожидает", "En espera";
    Denied: "رُفض الطلب", "未获准", "Denied", "Refusée", "Отклонено", "Denegada";
    Withdrawn: "سُحب", "撤回", "Withdrawn", "Retirée", "Снято", "Retirada";

    Motions: "الاقتراحات الإجرائية", "动议", "Motions", "Motions de procédure", "Процедурные предложения", "Mociones";
    MotionUnnamed: "غير محدد", "未说明", "Not named", "Non précisée", "Не указано", "Sin especificar";
    MoveSuspend: "تعليق الجلسة", "暂停会议", "To suspend the meeting", "Suspension de la séance", "Прервать заседание", "Suspender la sesión";
    MoveAdjourn: "رفع الجلسة", "休会", "To adjourn the meeting", "Ajournement de la séance", "Закрыть заседание", "Levantar la sesión";
    MoveAdjournTo: "رفع الجلسة حتى موعد معين", "休会至某一时间", "To adjourn the meeting to a certain time", "Ajournement de la séance à un jour ou à une heure déterminés", "Закрыть заседание до определенного времени", "Levantar la sesión hasta un momento determinado";
    MoveRefer: "إحالة المسألة", "移交该事项", "To refer the matter", "Renvoi de la question", "Передать вопрос на рассмотрение", "Remitir el asunto";
    MovePostpone: "إرجاء المناقشة", "推迟讨论", "To postpone discussion", "Report de la discussion", "Отложить обсуждение", "Aplazar la discusión";
    MoveAmend: "إدخال تعديل", "提出修正案", "To introduce an amendment", "Présentation d’un amendement", "Внести поправку", "Presentar una enmienda";
    MoveAdjournDebate: "تأجيل المناقشة في البند", "暂停辩论", "To adjourn the debate", "Ajournement du débat", "Прервать прения", "Aplazar el debate";
    MoveCloseDebate: "إقفال باب المناقشة", "结束辩论", "To close the debate", "Clôture du débat", "Прекратить прения", "Cerrar el debate";
    Revocation: "استُردت الكلمة", "发言权被收回", "Floor taken back", "Parole retirée", "Лишение слова", "Palabra retirada";
    Undecided: "لم يُبت فيه", "未决", "Not decided", "Sans décision", "Решение не принято", "Sin decidir";
    NotPutToTheVote: "لم يُطرح للتصويت", "未付表决", "Not put to the vote", "Non mise aux voix", "На голосование не ставилось", "No sometida a votación";
    Adopted: "اعتُمد", "通过", "Adopted", "Adopté", "Принято", "Aprobado";
    NotAdopted: "لم يُعتمد", "未通过", "Not adopted", "Non adopté", "Не принято", "No aprobado";

    Votes: "التصويت", "表决", "Votes", "Votes", "Голосования", "Votaciones";
    Vote: "التصويت رقم", "表决", "Vote", "Vote", "Голосование", "Votación";
    Overrule: "هل يُبطل القرار بشأن نقطة النظام التي أثارها وفد", "是否推翻关于下列席位所提程序问题的裁定：", "Shall the ruling be overruled? Point of order of", "La décision doit-elle être annulée ? Motion d’ordre :", "Отменить решение? Вопрос по порядку ведения заседания:", "¿Se revoca la decisión? Cuestión de orden:";
    Method: "الطريقة", "方式", "Method", "Mode", "Способ", "Método";
    RollCall: "نداء الأسماء", "唱名表决", "Roll call", "Appel nominal", "Поименное голосование", "Votación nominal";
    ShowOfHands: "رفع الأيدي", "举手表决", "Show of hands", "Main levée", "Поднятие рук", "Votación a mano alzada";
    SecretBallot: "الاقتراع السري", "无记名投票", "Secret ballot", "Scrutin secret", "Тайное голосование", "Votación secreta";
    Silence: "عدم الاعتراض", "默许程序", "Silence", "Procédure d’accord tacite", "Отсутствие возражений", "Acuerdo tácito";
    Majority: "الأغلبية", "多数", "Majority", "Majorité", "Большинство", "Mayoría";
    Announced: "أُعلن", "宣布", "Announced", "Annoncé", "Объявлено", "Anunciada";
    VoteOpened: "فُتح", "开始", "Opened", "Ouvert", "Начато", "Abierta";
    VoteClosed: "أُقفل", "结束", "Closed", "Clos", "Завершено", "Cerrada";
    Result: "النتيجة", "结果", "Result", "Résultat", "Результат", "Resultado";
    Ballots: "أصوات الوفود", "各席位投票", "Vote of each seat", "Vote de chaque délégation", "Голоса делегаций", "Voto de cada delegación";
    Ballot: "الصوت", "投票", "Vote cast", "Suffrage", "Голос", "Voto";
    WhoVoted: "الوفود المصوتة", "已投票席位", "Seats that voted", "Délégations ayant voté", "Проголосовавшие делегации", "Delegaciones que votaron";
    HasVoted: "صوّت", "已投票", "Voted", "A voté", "Голос подан", "Votó";
    Tellers: "فارزو الأصوات", "计票员", "Tellers", "Scrutateurs", "Счетчики", "Escrutadores";
    Teller: "فارز أصوات", "计票员", "Teller", "Scrutateur", "Счетчик", "Escrutador";
    TellerAgreed: "فارز أصوات، وأكد نتيجة الفرز", "计票员，已确认计票", "Teller, confirmed the count", "Scrutateur, a confirmé le décompte", "Счетчик, подсчет подтвержден", "Escrutador, confirmó el recuento";
    BallotsFound: "بطاقات الاقتراع في الصندوق", "票箱中的选票", "Ballots found in the box", "Bulletins trouvés dans l’urne", "Бюллетени, найденные в урне", "Cédulas halladas en la urna";
    BallotNumber: "الرقم", "编号", "Number", "Numéro", "Номер", "Número";
    BallotVoid: "أُعلن بطلان الاقتراع:", "投票宣告无效：", "Ballot declared void:", "Scrutin déclaré nul :", "Голосование объявлено недействительным:", "Votación declarada nula:";
    BallotLost: "بطل الاقتراع لإعادة تشغيل الخادم:", "服务器重启，投票无效：", "Ballot void, the server was restarted:", "Scrutin nul, le serveur a redémarré :", "Голосование недействительно, сервер был перезапущен:", "Votación nula, el servidor se reinició:";
    InFavour: "مؤيد", "赞成", "In favour", "Pour", "За", "A favor";
    Against: "معارض", "反对", "Against", "Contre", "Против", "En contra";
    Abstention: "ممتنع", "弃权", "Abstention", "Abstention", "Воздержались", "Abstención";
    NotVoting: "لم يصوّت", "未投票", "Not voting", "Non votant", "Не голосовали", "No votó";
    Seed: "بذرة القرعة", "抽签种子", "Seed of the draw", "Graine du tirage au sort", "Число жеребьевки", "Semilla del sorteo";

    ListChanges: "التغييرات في قوائم المتكلمين", "发言名单的变动", "Changes of the lists", "Modifications des listes", "Изменения в списках", "Cambios en las listas";
    Change: "التغيير", "变动", "Change", "Modification", "Изменение", "Cambio";
    By: "من قِبل", "操作人", "By", "Par", "Кем", "Por";
    Reason: "السبب", "理由", "Reason", "Motif", "Причина", "Motivo";
    Prepared: "القائمة المعدّة", "预先编制的名单", "List as prepared", "Liste préparée", "Подготовленный список", "Lista preparada";
    Inscribed: "إدراج", "列入", "Inscribed", "Inscription", "Внесено", "Inscripción";
    Restored: "إعادة الدور", "恢复次序", "Place restored", "Place rendue", "Очередь возвращена", "Turno restituido";
    MovedTo: "نقل", "移动", "Moved", "Déplacement", "Перемещено", "Traslado";
    Position: "الترتيب", "次序", "place", "place", "место", "turno";
    Swapped: "تبادل الدور", "互换次序", "Places exchanged", "Échange de places", "Обмен очередью", "Intercambio de turnos";
    Arranged: "ترتيب القائمة", "排列名单", "List arranged", "Liste ordonnée", "Список упорядочен", "Lista ordenada";
    ListClosed: "أُقفلت القائمة", "名单截止", "List closed", "Liste close", "Список закрыт", "Lista cerrada";
    ListOpened: "أُعيد فتح القائمة", "名单重新开放", "List opened again", "Liste rouverte", "Список вновь открыт", "Lista reabierta";
    PolicyModerated: "إعطاء الكلمة: بقرار الرئاسة", "发言方式：由主席请各方发言", "Floor given by the chair", "Parole donnée par la présidence", "Слово предоставляет Председатель", "La Presidencia da la palabra";
    PolicyQueue: "إعطاء الكلمة: بالتتابع", "发言方式：依次发言", "Floor given in turn", "Parole donnée à tour de rôle", "Слово предоставляется по очереди", "La palabra se da por turno";
    PolicyOpen: "إعطاء الكلمة: مفتوح، عدد الميكروفونات", "发言方式：自由发言，麦克风数", "Floor open; microphones", "Parole libre ; microphones", "Слово свободно; микрофонов", "Palabra libre; micrófonos";

    SpeakingTimes: "أوقات الكلام", "发言时间", "Speaking time", "Temps de parole", "Время выступлений", "Tiempo de uso de la palabra";
    Total: "المجموع", "合计", "Total", "Total", "Всего", "Total";
}
